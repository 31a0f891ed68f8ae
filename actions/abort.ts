const controller = new AbortController();

/** Fires when the deploy that started this action was cancelled or has died. */
export const abort: AbortSignal = controller.signal;

/** Watches for the end of the deploy: SIGINT and SIGTERM, and the loss of the parent process. */
export function watchDeploy(): void {
  const parent = process.ppid;
  const end = (why: string) => controller.abort(new Error(`the deploy was ${why}`));
  process.on("SIGINT", () => end("cancelled"));
  process.on("SIGTERM", () => end("cancelled"));
  setInterval(() => process.ppid !== parent && end("killed"), 200).unref();
}

/** Waits between two looks at something that sends no event. */
export async function pause(milliseconds: number): Promise<void> {
  abort.throwIfAborted();
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  abort.throwIfAborted();
}
