import { execa } from "execa";
import { systems } from "../systems";
import { baseImages } from "./baseImages";
import { ensureChromium } from "./chromium";
import { ensureDocker } from "./docker";
import { ensureEngine } from "./engine";
import { ensureImages } from "./images";
import { root } from "./paths";
import { main, step } from "./progress";
import { LocalStack } from "./stack";

const HELP = `npm test: sets up what is missing and runs every test, on the real engine and the real Docker daemon.

Arguments (after \`--\`) go to vitest, for example:
  npm test -- --project unit
  npm test -- test/engine/redeploy.test.ts

npm run test:fast leaves out the tests that need over a minute.
`;

main(async () => {
  const args = process.argv.slice(2);
  if (args.includes("--help")) return void process.stdout.write(HELP);
  const { host } = new LocalStack("local");
  const images = [...new Set(Object.values(systems).flatMap(baseImages))];
  await step("Pulumi engine", ensureEngine);
  await step("Docker", (detail) => ensureDocker(host, detail));
  await step("base images", (detail) => ensureImages(host, images, detail));
  // Of some tests, those that need it see to it themselves.
  if (args.length === 0) await step("Chromium", ensureChromium);
  const options = { cwd: root, preferLocal: true, stdio: "inherit", reject: false } as const;
  process.exitCode = (await execa("vitest", ["run", ...args], options)).exitCode ?? 1;
});
