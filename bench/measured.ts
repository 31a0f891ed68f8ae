import { failureWindow, runLoad, startLoad } from "../test/harness/load";

/** One deploy under load. */
export interface Measured {
  /** Wall time of the deploy. */
  readonly seconds: number;
  readonly sent: number;
  readonly failed: number;
  readonly failureKinds: Readonly<Record<string, number>>;
  /** From the first failed request to the last. */
  readonly windowSeconds: number;
  /** 99th percentile of the answers in time, in milliseconds: just before the deploy, and with it. */
  readonly p99Quiet: number;
  readonly p99Deploy: number;
}

const QUIET_SECONDS = 10;
const AROUND_SECONDS = 3;

/** Runs a deploy while requests come in, after a quiet time under the same requests. */
export async function measured(url: string, rate: number, deploy: () => Promise<void>): Promise<Measured> {
  const quiet = await runLoad({ url, rate, seconds: QUIET_SECONDS });
  const load = await startLoad({ url, rate });
  await pause(AROUND_SECONDS);
  const started = performance.now();
  await deploy();
  const seconds = (performance.now() - started) / 1000;
  await pause(AROUND_SECONDS);
  const result = await load.stop();
  return {
    seconds,
    sent: result.sent,
    failed: result.failed,
    failureKinds: result.failureKinds,
    windowSeconds: failureWindow(result),
    p99Quiet: quiet.latency.p99,
    p99Deploy: result.latency.p99,
  };
}

/** The middle value; of an even number the higher of the two in the middle. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
