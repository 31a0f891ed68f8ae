import type { Service } from "./system";

/** A queue that the server has from its start. */
export interface Queue {
  readonly name: string;
  /** `quorum` keeps messages on disk and counts redeliveries; `classic` keeps those that are sent as persistent. */
  readonly type: "quorum" | "classic";
}

/**
 * Writes what the server reads at its start. Nothing in it is secret: users come from the deploy. The container's memory limit is
 * in one of the two files, by the version of the host's control groups; the server would go by the host's memory.
 */
const SERVER = `printf '%s' "$1" >/tmp/definitions.json
limit=$(cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null | grep -m 1 '^[0-9]') || limit=
printf '%s\\n' 'load_definitions = /tmp/definitions.json' 'log.console = true' 'log.file = false' \\
  'raft.wal_max_size_bytes = 33554432' "\${limit:+total_memory_available_override_value = $limit}" >/tmp/rabbitmq.conf
exec rabbitmq-server`;

/**
 * A RabbitMQ that keeps its messages on the volume `rabbitmq`, over a replacement too: its data belongs to a node name, which would
 * be the container's. It declares the queues, as durable ones, and has no user of its own.
 * It listens for its own commands on the loopback alone, and does not burn processors while it has nothing to do
 * (rabbitmq.com/docs/runtime#busy-waiting). Its log of what goes to quorum queues is in memory, and far smaller than the default.
 */
export const rabbitmqServer = (queues: readonly Queue[]) =>
  ({
    store: { kind: "rabbitmq" },
    image: { name: "rabbitmq:4.3" },
    command: ["sh", "-euc", SERVER, "-", JSON.stringify(definitionsOf(queues))],
    environment: {
      ERL_EPMD_ADDRESS: "127.0.0.1",
      RABBITMQ_CONFIG_FILE: "/tmp/rabbitmq.conf",
      RABBITMQ_LOGS: "-",
      RABBITMQ_NODENAME: "rabbit@localhost",
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
        "+sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}",
    },
    // The image gives up root only for a command that is `rabbitmq-server` itself.
    user: "999:999",
    tmpfs: ["/tmp"],
    volumes: [{ name: "rabbitmq", path: "/var/lib/rabbitmq" }],
    // It listens last of all; its own commands would each start a machine of Erlang's.
    healthcheck: { test: ["CMD", "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/5672"], budgetSeconds: 90 },
    stopGraceSeconds: 60,
  }) satisfies Omit<Service, "limits">;

const VHOST = "/";

const definitionsOf = (queues: readonly Queue[]) => ({
  vhosts: [{ name: VHOST }],
  queues: queues.map(({ name, type }) => ({
    name,
    vhost: VHOST,
    durable: true,
    auto_delete: false,
    arguments: { "x-queue-type": type },
  })),
});
