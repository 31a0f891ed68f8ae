import { stripVTControlCharacters } from "node:util";

/** Receives one line about the state of some work. */
export type Say = (detail: string) => void;

const reportEvery = 8_000;

/** Runs work that reports often, and passes its latest line on every eight seconds, even when nothing has changed. */
export async function whileRunning<T>(title: string, say: Say, work: (report: Say) => Promise<T>): Promise<T> {
  let state = "started";
  const timer = setInterval(() => say(`${title}: ${state}`), reportEvery);
  try {
    return await work((output) => {
      state = lastLine(output) || state;
    });
  } finally {
    clearInterval(timer);
  }
}

const lastLine = (output: string) => stripVTControlCharacters(output).trim().split("\n").at(-1);
