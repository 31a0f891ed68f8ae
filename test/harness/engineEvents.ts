/** What an update did to one resource. */
export interface Change {
  readonly kind: "created" | "replaced" | "updated" | "deleted";
  /** Last part of the URN, such as `api-1`. */
  readonly name: string;
  /** Pulumi's type, such as `docker:index/container:Container`. */
  readonly type: string;
  readonly urn: string;
}

/** What an update did. */
export interface Changes {
  readonly all: readonly Change[];
  /** Names of the containers that were made, made anew, or removed for good. */
  readonly containers: { readonly created: string[]; readonly replaced: string[]; readonly deleted: string[] };
  /** Names of the resources whose operation failed. */
  readonly failed: readonly string[];
}

export const containerType = "docker:index/container:Container";

interface Line {
  readonly resOutputsEvent?: { readonly metadata: Metadata };
  readonly resOpFailedEvent?: { readonly metadata: Metadata };
}

interface Metadata {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
}

/** Reads the log that `pulumi up --event-log` writes: a JSON object per line, the last one cut off when the engine was killed. */
export function readChanges(log: string): Changes {
  const lines = log.split("\n").flatMap(parseLine);
  const done = lines.flatMap(({ resOutputsEvent }) => resOutputsEvent?.metadata ?? []);
  const all = done.flatMap(changeOf);
  const names = (kind: Change["kind"]) =>
    all.filter((change) => change.kind === kind && change.type === containerType).map(({ name }) => name);
  return {
    all,
    containers: { created: names("created"), replaced: names("replaced"), deleted: names("deleted") },
    failed: lines.flatMap(({ resOpFailedEvent }) => resOpFailedEvent?.metadata.urn ?? []).map(nameOf),
  };
}

/** The engine's steps that stand for a whole change; a replacement also has `create-replacement` and `delete-replaced`. */
const KINDS: Readonly<Record<string, Change["kind"]>> = {
  create: "created",
  "create-replacement": "replaced",
  update: "updated",
  delete: "deleted",
};

function changeOf({ op, urn, type }: Metadata): Change[] {
  const kind = KINDS[op];
  return kind && type !== "pulumi:pulumi:Stack" ? [{ kind, name: nameOf(urn), type, urn }] : [];
}

const nameOf = (urn: string) => urn.split("::").at(-1) ?? urn;

function parseLine(line: string): Line[] {
  try {
    return line === "" ? [] : [JSON.parse(line)];
  } catch {
    return [];
  }
}
