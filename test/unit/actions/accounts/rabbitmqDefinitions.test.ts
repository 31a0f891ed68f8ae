// That RabbitMQ imports them and then takes the password, the engine tests show.
import { describe, expect, it } from "vitest";
import { userDefinitions } from "../../../../actions/accounts/rabbitmqDefinitions";
import type { RabbitmqUser } from "../../../../systems/system";

const account: RabbitmqUser = { kind: "rabbitmq-user", service: "rabbitmq", name: "app" };

describe("A RabbitMQ user's definitions (unit)", () => {
  it("hash the password as RabbitMQ's documentation does in its example", () => {
    const { users } = JSON.parse(userDefinitions(account, "app_1", "test12", Buffer.from("908DC60A", "hex")));
    expect(users).toStrictEqual([
      {
        name: "app_1",
        password_hash: "kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR",
        hashing_algorithm: "rabbit_password_hashing_sha256",
        tags: [],
      },
    ]);
  });

  it("let it do everything on the one virtual host, or what the system says", () => {
    const { permissions } = JSON.parse(userDefinitions(account, "app_1", "hunter2"));
    expect(permissions).toStrictEqual([{ user: "app_1", vhost: "/", configure: ".*", write: ".*", read: ".*" }]);
    const own = { configure: "^$", write: "^orders$", read: "^orders$" };
    const narrow = JSON.parse(userDefinitions({ ...account, vhost: "shop", permissions: own }, "app_1", "hunter2"));
    expect(narrow.permissions).toStrictEqual([{ user: "app_1", vhost: "shop", ...own }]);
  });

  it("never hold the password, and are one line", () => {
    const text = userDefinitions(account, "app_1", "hunter2");
    expect(text).not.toContain("hunter2");
    expect(text).not.toContain("\n");
  });
});
