// Runs for each file; the fixture itself is loaded once for all of them.
import { afterAll } from "vitest";
import { cleanUp } from "./fixture";

afterAll(cleanUp);
