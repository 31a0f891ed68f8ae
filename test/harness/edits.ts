import type { Clone } from "./clone";

/** Changes a source of a surface of HoneyChat, so that its next release is another; `release` stands in what it serves. */
export const edits: Readonly<Record<string, (clone: Clone, release: string) => void>> = {
  backend: (clone, release) => {
    clone.edit("samples/honeychat/api/main.py", (text) => `${text}\n# ${release}\n`);
    clone.edit("samples/honeychat/bot/__main__.py", (text) => `${text}\n# ${release}\n`);
    clone.edit("samples/honeychat/worker/tasks.py", (text) => `${text}\n# ${release}\n`);
  },
  web: (clone, release) => named(clone, "nextjs", release),
  website: (clone, release) => named(clone, "website", release),
  miniapp: (clone, release) => named(clone, "miniapp", release),
};

function named(clone: Clone, sample: string, release: string): void {
  const file = `samples/honeychat/${sample}/src/release.ts`;
  clone.edit(file, (text) => text.replace(/release = "[^"]*"/, `release = "${release}"`));
}
