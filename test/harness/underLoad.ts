import type { Clone } from "./clone";
import { type Load, type LoadOptions, type LoadResult, startLoad } from "./load";

const SETTLE_MS = 1000;

/** Runs work while requests reach the stack, 500/s, on kept connections and new ones, GET and POST; a second before and after. */
export async function underLoad<T>(
  clone: Clone,
  work: () => Promise<T>,
  options: Partial<LoadOptions> = {},
): Promise<{ done: T; load: LoadResult }> {
  const load = await startLoad({ url: clone.url, rate: 500, watch: ["release", "host"], ...options });
  await settle(load);
  const done = await work().catch(async (error) => {
    await load.stop();
    throw error;
  });
  await settle(load);
  return { done, load: await load.stop() };
}

/** The load as an assertion sees it: nothing failed, and enough was sent for that to mean something. */
export const failuresOf = ({ failed, failures }: LoadResult) => ({ failed, failures });

/** What `failuresOf` is to be. */
export const none = { failed: 0, failures: [] };

/**
 * What failed, save what a reload of Caddy loses: Go's HTTP server gives no answer to what it reads after it has begun to shut
 * down. That is what was in its handshake at that moment, never more than is sent in a second.
 */
export function failuresSaveReload({ failed, failures, failureKinds, sent, startedAt, endedAt }: LoadResult) {
  const lost = failureKinds["premature end before the answer, new connection"] ?? 0;
  const perSecond = (1000 * sent) / (endedAt - startedAt);
  return lost === failed && lost < perSecond ? none : { failed, failures };
}

async function settle(load: Load): Promise<void> {
  const target = load.progress.sent + SETTLE_MS / 2;
  const deadline = Date.now() + 10 * SETTLE_MS;
  while (load.progress.sent < target && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
}
