import { createHash } from "node:crypto";
import type { RedisUser } from "../../systems/system";

const ALL_BUT_ADMINISTRATION = ["~*", "&*", "+@all", "-@admin"];

/** Makes a version's user, or puts the one that is there right. */
export const makeUser = ({ rules = ALL_BUT_ADMINISTRATION }: RedisUser, user: string, password: string) =>
  `ACL SETUSER ${user} reset on ${hashed(password)} ${rules.join(" ")}`;

/** Drops a user, and ends its connections. */
export const dropUser = (user: string) => `ACL DELUSER ${user}`;

/** Lets a user in with this password beside those that it has. */
export const addPassword = (user: string, password: string) => `ACL SETUSER ${user} ${hashed(password)}`;

/** Lets a user in with this password alone. */
export const setPassword = (user: string, password: string) => `ACL SETUSER ${user} resetpass ${hashed(password)}`;

/** Lists the users of all servers' accounts, one a line. */
export const LIST_USERS = "ACL USERS";

/** Writes the users into the server's `aclfile`: a restart knows them then. */
export const SAVE = "ACL SAVE";

const hashed = (password: string) => `#${createHash("sha256").update(password).digest("hex")}`;
