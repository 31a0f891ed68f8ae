import { bucketProblems } from "./bucket";
import { budgetProblems } from "./budget";
import { tlsProblems } from "./certificate";
import { portProblems } from "./ports";
import type { Problem } from "./problems";
import { productionProblems } from "./production";
import type { Settings } from "./settings";
import { connectionProblems } from "./storeConnections";

/** What is wrong with settings each of which is in order by itself; a stack for developers alone may do more. */
export function problemsTogether(settings: Settings, developers: boolean, tlsKey?: string): Problem[] {
  return [
    ...portProblems(settings),
    ...tlsProblems(settings, tlsKey),
    ...connectionProblems(settings, developers),
    ...budgetProblems(settings),
    ...bucketProblems(settings),
    ...(developers ? [] : productionProblems(settings)),
  ];
}
