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

/** Waits as long as the deploy lives; what is waited for may go on without it. */
export async function whileDeployed<T>(work: Promise<T>): Promise<T> {
  throwIfAborted();
  if (!heeded) return work;
  const { signal } = controller;
  const waited = new AbortController();
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { signal: waited.signal });
  });
  return Promise.race([work, ended]).finally(() => waited.abort());
}
