import type { PostgresRole } from "../../systems/system";

/** Lists the users of all versions, one a line. */
export const listUsers = ({ name }: PostgresRole) => `SELECT rolname FROM pg_roles WHERE rolname ~ '^${name}_[0-9]+$';`;

/**
 * Makes a version's user, or gives the one that is there its password again. What it makes belongs to the role, so that the user
 * can be dropped; so does what the superuser has made, from before there were accounts. Only the last statement lets it log in.
 */
export const makeUser = ({ name, database }: PostgresRole, user: string, verifier: string) => `
SET lock_timeout = '5s';
${unlessRole(name, `CREATE ROLE "${name}" NOLOGIN`)}
${unlessRole(user, `CREATE ROLE "${user}" NOLOGIN`)}
GRANT "${name}" TO "${user}";
ALTER ROLE "${user}" SET role = '${name}';
ALTER DATABASE "${database}" OWNER TO "${name}";
SELECT format('ALTER TABLE %s OWNER TO "${name}"', class.oid::regclass) FROM pg_class class
WHERE relnamespace = to_regnamespace('public') AND relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
AND relkind IN ('r', 'p', 'v', 'm', 'S')
AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = class.oid
  AND (deptype = 'e' OR relkind = 'S' AND deptype IN ('a', 'i'))) \\gexec
ALTER ROLE "${user}" LOGIN PASSWORD '${verifier}';`;

/** Drops a version's user, and ends the sessions that processes which are gone have left behind. */
export const dropUser = ({ name }: PostgresRole, user: string) => `
${ifRole(user, `ALTER ROLE "${user}" NOLOGIN`)}
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '${user}';
${ifRole(user, `REASSIGN OWNED BY "${user}" TO "${name}"`)}
${ifRole(user, `DROP OWNED BY "${user}"`)}
${ifRole(user, `DROP ROLE "${user}"`)}`;

/** Changes a password in place. */
export const setPassword = (user: string, verifier: string) => `ALTER ROLE "${user}" PASSWORD '${verifier}';`;

/** psql's \gexec runs what a query gives: one statement, or none. */
const ifRole = (role: string, statement: string) =>
  `SELECT '${statement}' WHERE EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') \\gexec`;

const unlessRole = (role: string, statement: string) =>
  `SELECT '${statement}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') \\gexec`;
