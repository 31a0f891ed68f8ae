const controller = new AbortController();
let heeded = true;

/** Watches for the end of the deploy that started this action: SIGINT and SIGTERM, and the loss of the parent process. */
export function watchDeploy(): void {
  const parent = process.ppid;
  const end = (why: string) => controller.abort(new Error(`the deploy was ${why}`));
  process.on("SIGINT", () => end("cancelled"));
  process.on("SIGTERM", () => end("cancelled"));
  setInterval(() => process.ppid !== parent && end("killed"), 200).unref();
}

/** Throws when the deploy has ended, unless what is being done must come to its end. */
export function throwIfAborted(): void {
  if (heeded) controller.signal.throwIfAborted();
}

/** From here on the action goes on to its end, whatever becomes of the deploy: it restores what was. */
export function heedNoAbort(): void {
  heeded = false;
}

/** Waits between two looks at something that sends no event. */
export async function pause(milliseconds: number): Promise<void> {
  throwIfAborted();
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  throwIfAborted();
}
