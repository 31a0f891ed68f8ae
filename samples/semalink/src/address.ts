import { readFileSync } from "node:fs";

/** The address of a server, with the user and the password where variables name them. */
export function address(server: string): string {
  const url = new URL(process.env[`${server}_URL`] ?? "");
  const { [`${server}_USER`]: user, [`${server}_PASSWORD_FILE`]: file } = process.env;
  if (user) url.username = user;
  if (file) url.password = readFileSync(file, "utf8").trim();
  return url.href;
}
