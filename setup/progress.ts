/** A failure that the reader can mend: its message stands alone, without a stack trace. */
export class Advice extends Error {}

/** Says what is being done, passes on details while it runs, and how long it took. */
export async function step<T>(title: string, work: (say: (detail: string) => void) => Promise<T>): Promise<T> {
  const started = Date.now();
  const say = (detail: string) => tell(`  ${title}: ${detail}`);
  const result = await work(say);
  tell(`${title} ... done in ${seconds(Date.now() - started)}`);
  return result;
}

/** Runs a script's main function; an Advice ends it with its message and exit code 1. */
export async function main(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`${error instanceof Advice ? error.message : error instanceof Error ? error.stack : error}\n`);
  }
}

/** Milliseconds in the form `1.2 s`. */
export const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;

/** Bytes in the form `57.0 MB`. */
export const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

/** Says a line on standard error, where progress goes, so that standard output holds results alone. */
export function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}
