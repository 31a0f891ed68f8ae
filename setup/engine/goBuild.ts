import { execa } from "execa";
import { Advice } from "../progress";

const reportEvery = 10_000;
const linesKept = 20;

/** Packages of one Go module to compile into a folder. */
export interface GoBuild {
  /** What it makes, in the words of the progress lines. */
  readonly name: string;
  readonly module: string;
  readonly packages: string[];
  /** String variables to set when linking. */
  readonly variables: Record<string, string>;
  readonly output: string;
  readonly say: (detail: string) => void;
  /** Why the release was not downloaded, to be named when it cannot be built either. */
  readonly unreachable: string;
}

/** Compiles with the machine's Go, saying how far it is. */
export async function goBuild(build: GoBuild): Promise<void> {
  const process = execa("go", argumentsOf(build), {
    cwd: build.module,
    stdin: "ignore",
    stdout: "ignore",
    reject: false,
  });
  const progress: Progress = { started: Date.now(), downloads: 0, packages: 0 };
  const timer = setInterval(() => build.say(report(build.name, progress)), reportEvery);
  const last: string[] = [];
  for await (const line of process.iterable({ from: "stderr" })) {
    if (line.startsWith("go: downloading")) progress.downloads++;
    else progress.packages++;
    last.push(line);
    if (last.length > linesKept) last.shift();
  }
  clearInterval(timer);
  const { failed, code } = await process;
  if (code === "ENOENT") throw new Advice(noGo(build));
  if (failed)
    throw new Advice(`${build.unreachable}, and Go could not build it in ${build.module}:\n${last.join("\n")}`);
}

function argumentsOf({ variables, output, packages }: GoBuild): string[] {
  const settings = Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`);
  const link = ["-s", "-w", ...settings].join(" ");
  return ["build", "-v", "-mod=readonly", "-buildvcs=false", `-ldflags=${link}`, "-o", `${output}/`, ...packages];
}

interface Progress {
  readonly started: number;
  downloads: number;
  packages: number;
}

/** Go names a package when it begins to compile it, and nothing while it links. */
function report(name: string, { started, downloads, packages }: Progress): string {
  const elapsed = `${Math.round((Date.now() - started) / 1000)} s`;
  if (packages > 0) return `compile ${name}: ${packages} packages, ${elapsed}`;
  if (downloads > 0) return `download the modules of ${name}: ${downloads}, ${elapsed}`;
  return `link ${name}, ${elapsed}`;
}

function noGo({ unreachable }: GoBuild): string {
  return `${unreachable}, and there is no Go to build Pulumi with. Do one of these and run this again:
  install Pulumi so that \`pulumi\` is on PATH (https://www.pulumi.com/docs/install/)
  install Go 1.26 or newer so that \`go\` is on PATH (https://go.dev/doc/install)`;
}
