import { heedNoAbort } from "./abort";

/** What a transaction has done so far, and how to take it back in reverse order. */
export class Undo {
  readonly #steps: { readonly what: string; readonly back: () => Promise<void> }[] = [];

  /** Notes how to take back what is about to be done; `what` names the way back, for a person. */
  note(what: string, back: () => Promise<void>): void {
    this.#steps.push({ what, back });
  }

  /** Takes everything back; a step that fails is reported and does not stop the others. */
  async all(say: (line: string) => void): Promise<void> {
    heedNoAbort();
    for (const { what, back } of this.#steps.reverse()) {
      say(what);
      await Promise.resolve()
        .then(back)
        .catch((error) => say(`could not ${what}: ${error instanceof Error ? error.message : error}`));
    }
    this.#steps.length = 0;
  }
}
