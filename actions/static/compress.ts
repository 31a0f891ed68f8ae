import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { type ReleaseFile, timeOf } from "./bundle";

const TEXT = /\.(html?|css|m?js|json|map|svg|txt|xml|webmanifest|wasm|ico|ttf|otf)$/i;
const WORTHWHILE_BYTES = 512;

/** The file, and beside it its `.gz` and `.br` where they are smaller, with the file's own time. */
export async function withCompressed(path: string, content: Buffer): Promise<ReleaseFile[]> {
  const file = { path, content, modified: timeOf(content) };
  if (!TEXT.test(path) || content.length < WORTHWHILE_BYTES) return [file];
  const [gz, br] = await Promise.all([promisify(gzip)(content, { level: 9 }), brotli(content)]);
  const smaller = [
    { ...file, path: `${path}.gz`, content: gz },
    { ...file, path: `${path}.br`, content: br },
  ].filter((compressed) => compressed.content.length < content.length);
  return [file, ...smaller];
}

/** Quality 9 of 11: the last two cost ten times the time for some percent. */
const brotli = (content: Buffer) =>
  promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
