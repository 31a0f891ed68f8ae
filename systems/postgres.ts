import type { Configuration, Service } from "./system";

const PATH = "/etc/roadstead/postgresql.conf";
const DIGEST_KEY = "roadstead.configuration";

/**
 * A Postgres that keeps its data on the volume `postgres`, with settings that a stack may change. Its superuser is `user`, with the
 * password of the secret `postgres_password`.
 */
export const postgresServer = (user: string, database: string, settings: Readonly<Record<string, string>>) =>
  ({
    store: { kind: "postgres" },
    image: { name: "postgres:15" },
    command: ["postgres", "-c", `config_file=${PATH}`],
    environment: { POSTGRES_USER: user, POSTGRES_DB: database },
    secrets: [{ name: "postgres_password", variable: "POSTGRES_PASSWORD_FILE" }],
    volumes: [{ name: "postgres", path: "/var/lib/postgresql/data" }],
    configuration: postgresConfiguration(settings),
    healthcheck: { test: ["CMD", "pg_isready", "--host", "127.0.0.1", "--username", user], budgetSeconds: 60 },
    tmpfs: ["/tmp", "/run/postgresql"],
    capabilities: ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"],
    stopGraceSeconds: 60,
  }) satisfies Omit<Service, "limits">;

/**
 * Settings of a Postgres that take effect on SIGHUP, after those of its data directory. A value that it refuses is found before
 * it is in place; one that it takes only at its start, after the signal, in the view that Postgres has for that.
 */
const postgresConfiguration = (entries: Readonly<Record<string, string>>): Configuration => ({
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
