import { describe, expect, it } from "vitest";
import { deployOf, objection, outlook } from "../../../../setup/secrets/rotation";
import type { Listed } from "../../../../setup/secrets/table";
import type { Account, Secret, Service, System } from "../../../../systems/system";
import { shop } from "../../settings/system";

const role: Account = { kind: "postgres-role", service: "postgres", name: "app", database: "shop" };
const since = new Date(0);

const mounting = (service: Service | undefined): Service => ({ ...(service as Service), secrets: [{ name: "key" }] });
const system: System = {
  ...shop,
  services: {
    api: mounting(shop.services.api),
    beat: mounting(shop.services.beat),
    postgres: shop.services.postgres as Service,
  },
  jobs: {
    migrate: { image: { service: "api" }, command: ["migrate"], secrets: [{ name: "key" }], limits: shop.proxy.limits },
  },
};

const key = (definition: Secret, version = 2, versions = [1, 2], held: readonly number[] = [version]): Listed => ({
  name: "key",
  definition,
  version,
  host: {
    versions: versions.map((each) => ({ version: each, since })),
    holders: held.map((each) => ({ container: `api-${each}`, service: "api", version: each, running: true })),
  },
});

const replaced = [
  "replaces, new beside old until the new one is healthy: api",
  "replaces, old stopped before new: beat",
];

describe("What the next deploy does after a rotation", () => {
  it("replaces the containers that read the secret and runs the jobs again", () => {
    expect(outlook(system, key({ kind: "generated" }), "local")).toStrictEqual([
      "runs again, with version 3: migrate",
      ...replaced,
    ]);
  });

  it("Y3 removes the version that is no longer among the newest three", () => {
    expect(outlook(system, key({ kind: "generated" }, 4, [2, 3, 4]), "local").at(-1)).toBe(
      "removes version 2 from the host",
    );
  });

  it("makes an account's new user first and drops the former one last", () => {
    expect(outlook(system, key({ kind: "generated", account: role }), "local")).toStrictEqual([
      "makes the user app_3 in postgres",
      "runs again, with version 3: migrate",
      ...replaced,
      "drops the user app_2 when no container can log in as it any more",
    ]);
  });

  it("replaces nothing for a superuser", () => {
    const account = { ...role, superuser: true } as const;
    expect(outlook(system, key({ kind: "generated", account }), "local")).toStrictEqual([
      "changes the password of app in postgres, which goes on running; no container is replaced",
    ]);
  });

  it("S7 keeps valid what the key before has signed", () => {
    expect(outlook(system, key({ kind: "generated", ring: true }), "local").at(-1)).toBe(
      "signs with key 3; what key 2 has signed is valid until the rotation after this one",
    );
  });

  it("asks for a provided secret's new value", () => {
    expect(outlook(system, key({ kind: "provided" }), "prod").at(-1)).toBe(
      "refuses to begin without the new value: bin/pulumi config set --secret --path secrets.key.value --stack prod",
    );
  });

  it.each([
    ["local", "npm start"],
    ["local-b", "npm start -- --stack local-b"],
    ["prod", "bin/pulumi up --stack prod"],
  ])("is asked for in the stack %s by %s", (stack, command) => {
    expect(deployOf(stack)).toBe(command);
  });
});

describe("A rotation", () => {
  it("is refused while the version before is not deployed", () => {
    expect(objection(key({ kind: "generated" }, 3), "local", false)).toBe(
      "version 3 of key is not on the host yet. Deploy it first: npm start",
    );
    expect(objection(key({ kind: "generated" }), "local", false)).toBeUndefined();
  });

  it("is refused while a provided secret has no value for the version before", () => {
    expect(objection(key({ kind: "provided" }), "local", false)).toBe(
      "version 2 of key has no value yet. Set it: bin/pulumi config set --secret --path secrets.key.value --stack local",
    );
    expect(objection(key({ kind: "provided" }), "local", true)).toBeUndefined();
  });

  it("S7 is refused for a ring while a container would not know the next key", () => {
    expect(objection(key({ kind: "generated", ring: true }, 2, [1, 2], [2, 1]), "local", false)).toBe(
      "api-1 still holds version 1 of key, and would not know the keys of version 3. Deploy first: npm start",
    );
    expect(objection(key({ kind: "generated" }, 2, [1, 2], [2, 1]), "local", false)).toBeUndefined();
  });
});
