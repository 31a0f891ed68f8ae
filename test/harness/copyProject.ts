import { copyFileSync, existsSync, mkdirSync, symlinkSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";

/** Copies a checkout's files, tracked or not, but not those that git ignores; the npm packages are shared. */
export async function copyProject(from: string, to: string): Promise<void> {
  const { stdout } = await execa("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: from,
  });
  for (const file of new Set(stdout.split("\0"))) {
    if (file === "" || !existsSync(join(from, file))) continue;
    mkdirSync(dirname(join(to, file)), { recursive: true });
    copyFileSync(join(from, file), join(to, file));
  }
  symlinkSync(join(from, "node_modules"), join(to, "node_modules"));
  // A lock file newer than the packages would make bin/pulumi install them anew, through the link.
  utimesSync(join(to, "package-lock.json"), 0, 0);
  mkdirSync(join(to, ".roadstead"));
}
