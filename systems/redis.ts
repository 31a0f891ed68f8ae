import type { Service } from "./system";

/** Makes the superuser's line from its password's file, and keeps the other users. Only hashes are arguments and in files. */
const SERVER = `cd /data
hash=$(printf %s "$(cat "$REDIS_PASSWORD_FILE")" | sha256sum | cut -d ' ' -f 1)
{ printf 'user default on #%s ~* &* +@all\\n' "$hash"; sed '/^user default /d' users.acl 2>/dev/null || true; } >users.acl.new
mv users.acl.new users.acl
exec redis-server --dir /data --appendonly yes --aclfile /data/users.acl`;

/**
 * A Redis that keeps its data and its users on the volume `redis`. Its superuser is `default`, with the password of the secret
 * `redis_password`. The healthcheck asks whether it answers, and takes that password.
 */
export const redisServer = {
  store: { kind: "redis" },
  image: { name: "redis:7" },
  command: ["sh", "-euc", SERVER],
  // The image gives up root only for a command that is `redis-server` itself.
  user: "999:999",
  secrets: [{ name: "redis_password", uid: 999 }],
  volumes: [{ name: "redis", path: "/data" }],
  healthcheck: {
    test: ["CMD-SHELL", `{ printf 'AUTH %s\\nPING\\n' "$(cat "$REDIS_PASSWORD_FILE")"; } | redis-cli | grep -q PONG`],
  },
  stopGraceSeconds: 30,
} satisfies Omit<Service, "limits">;
