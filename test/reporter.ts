import type { SerializedError } from "vitest";
import { type TestModule, type TestRunEndReason, type TestSuite, VerboseReporter } from "vitest/node";

/** Lists every test with its time and every failure in full, and ends with the counts alone on a line. */
export default class CountingReporter extends VerboseReporter {
  override onTestRunEnd(
    modules: readonly TestModule[],
    unhandled: readonly SerializedError[],
    reason: TestRunEndReason,
  ): void {
    super.onTestRunEnd(modules, unhandled, reason);
    this.log(countLine(modules, unhandled.length));
  }
}

/**
 * `N passed, N failed`, and the skipped ones where there are some. Files and hooks that failed count as failures, since they
 * keep tests from running.
 */
function countLine(modules: readonly TestModule[], unhandled: number): string {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const count = (state: "passed" | "failed" | "skipped") =>
    tests.filter((test) => test.result().state === state).length;
  const broken = modules.flatMap(brokenGroups).length + unhandled;
  const skipped = count("skipped");
  return `${count("passed")} passed, ${count("failed") + broken} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** The file and those of its suites that failed by themselves: at loading, or in a hook. */
function brokenGroups(module: TestModule): (TestModule | TestSuite)[] {
  return [module, ...module.children.allSuites()].filter((group) => group.errors().length > 0);
}
