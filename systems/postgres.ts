import type { Configuration } from "./system";

const PATH = "/etc/roadstead/postgresql.conf";
const DIGEST_KEY = "roadstead.configuration";

/** The command of a Postgres that has a configuration. */
export const postgresCommand = ["postgres", "-c", `config_file=${PATH}`];

/**
 * Settings of a Postgres that take effect on SIGHUP, after those of its data directory. A value that it refuses is found before
 * it is in place; one that it takes only at its start, after the signal, in the view that Postgres has for that.
 */
export const postgresConfiguration = (entries: Readonly<Record<string, string>>): Configuration => ({
  path: PATH,
  signal: "SIGHUP",
  head: "include '/var/lib/postgresql/data/postgresql.conf'",
  entries,
  digestKey: DIGEST_KEY,
  check: ["CMD-SHELL", 'postgres -C config_file -c "config_file=$FILE"'],
  taken: ["CMD-SHELL", TAKEN],
});

const TAKEN = `told=$(psql -XAt -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "
  SELECT coalesce(string_agg(name || ': ' || error, chr(10)), current_setting('${DIGEST_KEY}', true))
  FROM pg_file_settings WHERE error IS NOT NULL") || exit 1
echo "$told"
test "$told" = "$DIGEST"`;
