import { honeychat } from "./honeychat";
import { semalink } from "./semalink";
import { simplemodule } from "./simplemodule";
import type { System } from "./system";

/** The systems that a stack file can name with `roadstead:system`. */
export const systems: Readonly<Record<string, System>> = { honeychat, semalink, simplemodule };
