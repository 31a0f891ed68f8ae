import type { Bundle } from "./bundle";

const STAMP = 'const RELEASE = "unreleased";';

const LISTENER = `<script>
  if ("serviceWorker" in navigator) {
    let controlled = Boolean(navigator.serviceWorker.controller);
    let reloading = false;
    navigator.serviceWorker.addEventListener("controllerchange", () => {
      if (controlled && !reloading) {
        reloading = true;
        location.reload();
      }
      controlled = true;
    });
  }
</script>`;

/**
 * The bundle with its release in the service worker, whose bytes so change with every release and with nothing else. Throws when
 * the worker lacks the line to stamp, or a page would not reload when the new worker takes over.
 */
export function stamped(bundle: Bundle, worker: string, release: string): Bundle {
  const problems = [...stampProblems(bundle, worker), ...pageProblems(bundle)];
  if (problems.length > 0) throw new Error(problems.join("\n\n"));
  const text = String(bundle.get(worker)).replace(STAMP, `const RELEASE = "${release}";`);
  return new Map(bundle).set(worker, Buffer.from(text));
}

function stampProblems(bundle: Bundle, worker: string): string[] {
  const text = bundle.get(worker)?.toString();
  if (text === undefined)
    return [`the bundle has no service worker ${worker}; it has ${[...bundle.keys()].join(", ")}`];
  const found = text.split(STAMP).length - 1;
  if (found === 1) return [];
  const what = found === 0 ? "lacks the line that names its release" : `has ${found} lines that name its release`;
  return [
    `${worker} ${what}, so browsers would not see that it changed. Let exactly this one stand in it:\n\n${STAMP}`,
  ];
}

function pageProblems(bundle: Bundle): string[] {
  const pages = [...bundle.keys()].filter((path) => path.endsWith(".html") && !reloadsOnce(bundle, path));
  if (pages.length === 0) return [];
  const listener = "a controllerchange listener that passes over the first installation and reloads once";
  return [`${pages.join(", ")}: no script of the page has ${listener}. Add:\n\n${LISTENER}`];
}

/** Whether the page, or a script that it loads, listens for the new worker and looks whether there was one before. */
function reloadsOnce(bundle: Bundle, page: string): boolean {
  const html = String(bundle.get(page));
  const sources = [...html.matchAll(/<script[^>]*\ssrc="([^"]+)"/g)].map(([, source = ""]) => source);
  const scripts = [...bundle.keys()].filter((path) => sources.some((source) => source.endsWith(path)));
  const text = [html, ...scripts.map((path) => String(bundle.get(path)))].join("\n");
  return /controllerchange/.test(text) && /\.controller\b/.test(text) && /\.reload\(/.test(text);
}
