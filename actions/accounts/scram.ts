import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

const ITERATIONS = 4096;

/** What Postgres keeps of a password. Handing it this instead of the password keeps the password out of its log. */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, "sha256");
  const stored = createHash("sha256").update(keyed(salted, "Client Key")).digest("base64");
  const server = keyed(salted, "Server Key").toString("base64");
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString("base64")}$${stored}:${server}`;
}

const keyed = (key: Buffer, text: string) => createHmac("sha256", key).update(text).digest();
