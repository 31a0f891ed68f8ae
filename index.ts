import { Deployment } from "./components/deployment";
import { readSettings } from "./settings/stackFile";

const settings = readSettings();

/** Where the system answers. */
export const { url } = new Deployment(settings.system.name, settings);
