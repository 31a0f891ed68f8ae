import type { Store } from "../systems/store";
import { set } from "./commands";
import { Refusal } from "./refusal";

export const EXAMPLES = {
  postgres: "postgresql://app@db.example.com:5432/app?sslmode=require",
  redis: "rediss://app@redis.example.com:6379/0",
  rabbitmq: "amqps://app@rabbitmq.example.com:5671",
} as const;

const SCHEMES = { postgres: /^postgres(ql)?(\+\w+)?:$/, redis: /^rediss?:$/, rabbitmq: /^amqps?:$/ } as const;

const NAMES = { postgres: "Postgres", redis: "Redis", rabbitmq: "RabbitMQ" } as const;

/** Values of `sslmode` that encrypt, whatever the server offers. */
const ENCRYPTED = ["require", "verify-ca", "verify-full"];

/**
 * Reads the address of a store that is not on the stack's own network. All that is wrong with it is said at once, with the address
 * as it should be.
 */
export const storeAddress =
  (kind: Store["kind"], withUser: boolean) =>
  (value: unknown): string | Refusal => {
    const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : null;
    if (url === null || url.hostname === "" || !SCHEMES[kind].test(url.protocol)) return noAddress(kind, value);
    const wanted = [...ownWants(url, withUser), ...WANTS[kind](url)];
    if (wanted.length === 0) return String(value);
    const named = url.username === "" && withUser ? url.href.replace("//", "//<user>@") : url.href;
    return new Refusal(wanted.join("; "), set(named));
  };

function noAddress(kind: Store["kind"], value: unknown): Refusal {
  const sqlite = typeof value === "string" && /^sqlite/.test(value);
  const expected = `the address of a ${NAMES[kind]}, a URL`;
  return new Refusal(sqlite ? `${expected}; SQLite is for one process alone` : expected, set(EXAMPLES[kind]));
}

/** What any address must have; mends it by the way. */
function ownWants(url: URL, withUser: boolean): string[] {
  const wants: string[] = [];
  if (url.password !== "") wants.push("no password: the system has a secret for it");
  url.password = "";
  if (withUser && url.username === "") wants.push("a user's name before the host: <user>@");
  return wants;
}

function postgresWants(url: URL): string[] {
  const wants: string[] = [];
  if (!ENCRYPTED.includes(url.searchParams.get("sslmode") ?? "")) {
    wants.push("TLS: sslmode=require, verify-ca or verify-full");
    url.searchParams.set("sslmode", "require");
  }
  const [endpoint = "", ...domain] = url.hostname.split(".");
  if (/(^|\.)neon\.tech$/.test(url.hostname) && !endpoint.endsWith("-pooler")) {
    wants.push(`Neon's pooler, ${endpoint}-pooler: each connection past it is a process of the database's own`);
    url.hostname = [`${endpoint}-pooler`, ...domain].join(".");
  }
  return wants;
}

/** A scheme that encrypts has one letter more. */
const encryptedScheme = (scheme: string) => (url: URL) => {
  if (url.protocol !== `${scheme}:`) return [];
  url.href = url.href.replace(`${scheme}:`, `${scheme}s:`);
  return [`TLS: ${scheme}s://`];
};

/** What each kind must have; mends it by the way. */
const WANTS = { postgres: postgresWants, redis: encryptedScheme("redis"), rabbitmq: encryptedScheme("amqp") } as const;
