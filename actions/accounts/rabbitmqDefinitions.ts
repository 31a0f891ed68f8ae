import { createHash, randomBytes } from "node:crypto";
import type { RabbitmqUser } from "../../systems/system";

const ALL = { configure: ".*", write: ".*", read: ".*" };

/** A version's user with its permissions, as RabbitMQ imports definitions: one that is there is put right. */
export function userDefinitions(account: RabbitmqUser, user: string, password: string, salt = randomBytes(4)): string {
  const { vhost = "/", permissions = ALL } = account;
  return JSON.stringify({
    users: [{ name: user, password_hash: passwordHash(password, salt), hashing_algorithm: HASHING, tags: [] }],
    permissions: [{ user, vhost, ...permissions }],
  });
}

const HASHING = "rabbit_password_hashing_sha256";

/** What RabbitMQ keeps of a password: the salt, and the digest of both (rabbitmq.com/docs/passwords). */
function passwordHash(password: string, salt: Buffer): string {
  const digest = createHash("sha256").update(salt).update(password).digest();
  return Buffer.concat([salt, digest]).toString("base64");
}
