import { leaveOutDebugMessages } from "./components/debugMessages";
import { Deployment } from "./components/deployment";
import { readSettings } from "./settings/stackFile";

leaveOutDebugMessages();
const settings = readSettings();

/** Where the system answers. */
export const { url } = new Deployment(settings.system.name, settings);
