import { describe, expect, it } from "vitest";
import { filesInPlace, filesOf, holdsAnother, missingFiles } from "../../../actions/secretFiles";
import { readersOf, secretPath } from "../../../systems/secretMount";
import { shop } from "../settings/system";

const readers = [
  { uid: 0, mode: 0o400 },
  { uid: 1000, mode: 0o440 },
];
const wanted = filesOf("hunter2", readers);
const paths = (present: Readonly<Record<string, string>>) =>
  missingFiles(new Map(Object.entries(present)), wanted).map(({ path }) => path);
const another = (present: Readonly<Record<string, string>>) => holdsAnother(new Map(Object.entries(present)), wanted);

describe("The files of a secret", () => {
  it("D5 are one for each reader, with its owner and mode", () => {
    expect(wanted).toStrictEqual([
      { path: "0", content: "hunter2", owner: 0, mode: 0o400 },
      { path: "1000-440", content: "hunter2", owner: 1000, mode: 0o440 },
    ]);
  });

  it("say their version where they change in place", () => {
    expect(filesInPlace(12, "hunter2", readers).at(-1)).toStrictEqual({
      path: "version",
      content: "12\n",
      owner: 0,
      mode: 0o444,
    });
  });

  it.each([
    [{}, ["0", "1000-440"]],
    [{ "0": "hunter2" }, ["1000-440"]],
    [{ "0": "hunter2", "1000-440": "" }, ["1000-440"]],
    [{ "0": "hunter2", "1000-440": "hunt" }, ["1000-440"]],
    [{ "0": "hunter2", "1000-440": "hunter2" }, []],
    [{ "0": "hunter1", "1000-440": "hunter2" }, []],
    [{ "0": "hunter22", "1000-440": "hunter2" }, []],
  ])("are lacking in %j: %j", (present, missing) => {
    expect(paths(present)).toStrictEqual(missing);
  });

  it("Y3 are told from those of another value, but not from their own beginning", () => {
    expect(another({ "0": "hunter1" })).toBe(true);
    expect(another({ "1000-440": "hunter22" })).toBe(true);
    expect(another({ "0": "hunt", "1000-440": "hunter2", "999": "else" })).toBe(false);
  });
});

describe("The readers of a secret", () => {
  it("D5 are those of all services and jobs that mount it, each once", () => {
    const { api, beat, postgres } = shop.services;
    const services = {
      api: { ...api, secrets: [{ name: "key", uid: 1000 }, { name: "other" }] },
      beat: { ...beat, secrets: [{ name: "key", uid: 1000, mode: 0o440 }] },
      postgres: { ...postgres, secrets: [{ name: "key", uid: 999 }] },
    } as typeof shop.services;
    const jobs = {
      migrate: { image: { service: "api" }, command: [], secrets: [{ name: "key" }, { name: "key", uid: 1000 }] },
    } as unknown as typeof shop.jobs;
    expect(readersOf({ services, jobs }, "key")).toStrictEqual([
      { uid: 0, mode: 0o400 },
      { uid: 999, mode: 0o400 },
      { uid: 1000, mode: 0o400 },
      { uid: 1000, mode: 0o440 },
    ]);
  });

  it("find it by a path of their own", () => {
    expect(secretPath({ name: "key" })).toBe("/run/secrets/key/0");
    expect(secretPath({ name: "key", uid: 1000, mode: 0o440 })).toBe("/run/secrets/key/1000-440");
  });
});
