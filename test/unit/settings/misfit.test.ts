import { describe, expect, it } from "vitest";
import type { Demand } from "../../../settings/demand";
import { misfit } from "../../../settings/misfit";
import type { Part } from "../../../systems/fit";

const parts: Part[] = [
  { name: "api", limits: { memoryMiB: 1024, cpus: 1.5 }, replicas: 2, beside: "all" },
  { name: "gen_worker", limits: { memoryMiB: 6144, cpus: 2 }, replicas: 1, beside: "batches" },
  { name: "postgres", limits: { memoryMiB: 512, cpus: 1 }, replicas: 1, beside: "none" },
  { name: "proxy", limits: { memoryMiB: 128, cpus: 1 }, replicas: 1, beside: "none" },
];

const demand = (change: Partial<Demand> = {}): Demand => ({
  stack: "prod",
  host: "ssh://deploy@shop.example",
  parts,
  cpuOvercommit: 8,
  ...change,
});

const headline = "The stack prod does not fit its host ssh://deploy@shop.example. Nothing was changed.";

const table = `\
SERVICE      COPIES   MORE IN A DEPLOY   MIB EACH   CPUS EACH   MIB AT MOST   CPUS AT MOST
gen_worker   1        1                  6144       2           12288         4
api          2        2                  1024       1.5         4096          6
postgres     1        0                  512        1           512           1
proxy        1        0                  128        1           128           1
all                                                             17024         12`;

describe("A stack that does not fit its host", () => {
  it("H9 fits a host that has room for it to the last mebibyte and processor", () => {
    expect(misfit(demand(), { memoryMiB: 17_920, cpus: 2 })).toBeUndefined();
    expect(misfit(demand({ cpuOvercommit: 6 }), { memoryMiB: 17_920, cpus: 2 })).toBeUndefined();
    expect(misfit(demand(), { memoryMiB: 17_919, cpus: 2 })).toContain("\nMemory: up to 17024 MiB");
    expect(misfit(demand({ cpuOvercommit: 5 }), { memoryMiB: 17_920, cpus: 2 })).toContain("\nProcessors: limits of");
  });

  it("H9 is told who takes what, what there is, and which changes make it fit", () => {
    expect(misfit(demand(), { memoryMiB: 16_384, cpus: 2 })).toBe(`${headline}

${table}

Memory: up to 17024 MiB in a deploy, with room for 15564 MiB. The host has 16384 MiB, of which 820 MiB stay for the system.
Any one of these changes makes it fit:
  limits.gen_worker.memory 6g -> 5376m: bin/pulumi config set --path limits.gen_worker.memory 5376m --stack prod
  limits.api.memory 1g -> 640m: bin/pulumi config set --path limits.api.memory 640m --stack prod
  replicas.api 2 -> 1: bin/pulumi config set --path replicas.api 1 --stack prod
  a host with 18 GiB of memory`);
  });

  it("H9 is told all changes that are needed where no single one is enough", () => {
    expect(misfit(demand(), { memoryMiB: 8192, cpus: 2 })).toBe(`${headline}

${table}

Memory: up to 17024 MiB in a deploy, with room for 7782 MiB. The host has 8192 MiB, of which 410 MiB stay for the system.
All of these changes together make it fit:
  limits.gen_worker.memory 6g -> 2560m: bin/pulumi config set --path limits.gen_worker.memory 2560m --stack prod
  limits.api.memory 1g -> 448m: bin/pulumi config set --path limits.api.memory 448m --stack prod
  limits.postgres.memory 512m -> 224m: bin/pulumi config set --path limits.postgres.memory 224m --stack prod
  limits.proxy.memory 128m -> 56m: bin/pulumi config set --path limits.proxy.memory 56m --stack prod
This change makes it fit without them:
  a host with 18 GiB of memory`);
  });

  it("H9 is told of processors beyond the host's before Docker refuses them, and of limits that add up to too many", () => {
    expect(misfit(demand({ cpuOvercommit: 7 }), { memoryMiB: 32_768, cpus: 1 })).toBe(`${headline}

${table}

No container may have more than the host's 1 processor: api, gen_worker.
All of these changes are needed:
  limits.api.cpus 1.5 -> 1: bin/pulumi config set --path limits.api.cpus 1 --stack prod
  limits.gen_worker.cpus 2 -> 1: bin/pulumi config set --path limits.gen_worker.cpus 1 --stack prod

Processors: even then limits of up to 8 in a deploy, with room for 7. The host has 1 processor, and \`cpuOvercommit\` lets limits add up to 7 times that.
Any one of these changes makes it fit:
  limits.api.cpus 1 -> 0.7: bin/pulumi config set --path limits.api.cpus 0.7 --stack prod
  replicas.api 2 -> 1: bin/pulumi config set --path replicas.api 1 --stack prod
  limits.gen_worker.cpus 1 -> 0.5: bin/pulumi config set --path limits.gen_worker.cpus 0.5 --stack prod
  cpuOvercommit 7 -> 8: bin/pulumi config set cpuOvercommit 8 --stack prod
  a host with 2 processors`);
  });

  it("H9 can only be moved where the host is smaller than its system", () => {
    expect(misfit(demand(), { memoryMiB: 200, cpus: 2 })).toMatch(
      /MiB stay for the system\.\nThis change makes it fit:\n {2}a host with 18 GiB of memory$/,
    );
  });
});
