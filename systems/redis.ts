/** Makes the superuser's line from its password's file, and keeps the other users. Only hashes are arguments and in files. */
const SERVER = `cd /data
hash=$(printf %s "$(cat "$REDIS_PASSWORD_FILE")" | sha256sum | cut -d ' ' -f 1)
{ printf 'user default on #%s ~* &* +@all\\n' "$hash"; sed '/^user default /d' users.acl 2>/dev/null || true; } >users.acl.new
mv users.acl.new users.acl
exec redis-server --dir /data --appendonly yes --aclfile /data/users.acl`;

/**
 * The command of a Redis that keeps its data and its users in `/data`. Its superuser is `default`, with the password that
 * REDIS_PASSWORD_FILE names.
 */
export const redisCommand = ["sh", "-euc", SERVER];

/** Asks whether it answers, and takes the superuser's password. */
export const redisHealthcheck = {
  test: ["CMD-SHELL", `{ printf 'AUTH %s\\nPING\\n' "$(cat "$REDIS_PASSWORD_FILE")"; } | redis-cli | grep -q PONG`],
};
