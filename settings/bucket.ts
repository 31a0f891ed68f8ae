import { setTo } from "./commands";
import { whereabouts } from "./issues";
import type { Problem } from "./problems";
import type { Settings } from "./settings";

/** Variables of a bucket of which some are set and some are not: files would go to neither place. */
export function bucketProblems({ stack, system, services }: Settings): Problem[] {
  return Object.entries(system.services).flatMap(([service, { bucket = [] }]) => {
    const environment = services[service]?.environment ?? {};
    const present = bucket.filter((variable) => environment[variable]);
    if (present.length === 0) return [];
    return bucket
      .filter((variable) => !present.includes(variable))
      .map((variable) => {
        const path = ["environment", service, variable];
        return {
          where: whereabouts(path),
          found: environment[variable] === undefined ? "nothing" : "empty text",
          expected: `text, since ${present.join(", ")} ${present.length === 1 ? "is" : "are"} set: all of ${bucket.join(", ")}, or none`,
          fix: setTo("<value>")({ stack, path }),
        };
      });
  });
}
