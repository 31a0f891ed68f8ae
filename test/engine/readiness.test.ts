// @module-tag slow
// A database that goes away under HoneyChat's API, whose clone is ready only while it reaches it, on the real engine and Docker.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Clone } from "../harness/clone";
import { failuresOf, none, underLoad } from "../harness/underLoad";

const READY = `

@router.get("/ready")
def ready(request: Request) -> JSONResponse:
    """Whether this process can take traffic: it reaches its database."""
    print(f"asked whether it is ready: {request.headers.get('user-agent')}", flush=True)
    try:
        with request.app.state.pool.connection(timeout=1) as database:
            database.execute("SELECT 1")
    except Exception as error:
        return JSONResponse({"database": f"down: {type(error).__name__}"}, 503)
    return JSONResponse({"database": "up"})
`;

const READINESS = `readiness: {
        test: ["CMD", "curl", "--fail-with-body", "--silent", "--show-error", "http://127.0.0.1:8000/ready"],
        budgetSeconds: 8,
        path: "/ready",
      },
      healthcheck: {
        intervalSeconds: 1,`;

/** What the API answers by itself. */
const WITHOUT_DATABASE = { rate: 100, get: ["/health", "/api/version"], mix: { "GET kept": 1, "GET new": 1 } };

describe("Readiness and liveness", () => {
  let clone: Clone;

  beforeAll(async () => {
    clone = await Clone.make({ settings: { environment: { api: { RELEASE: "v1" } } } });
    clone.edit(
      "samples/honeychat/api/health.py",
      (text) => text.replace("import APIRouter", "import APIRouter, Request") + READY,
    );
    // So that it listens, and says that it is not ready, while there is no database.
    clone.edit("samples/honeychat/api/main.py", (text) =>
      text.replace(/ {8}pool\.wait[\s\S]*?create_tables\(connection\)\n/, ""),
    );
    clone.edit("systems/honeychat.ts", (text) =>
      text.replace(/(healthPath: "\/health" },\s+)healthcheck: \{/, (_, before) => before + READINESS),
    );
    await clone.start({ timeout: 900 });
  });
  afterAll(() => clone?.destroy());

  it("S6 a deploy admits by readiness, and its cutover asks for the readiness path through the proxy", async () => {
    const [api] = await clone.containers("api");
    const log = String(
      await clone.docker.getContainer(api?.id ?? "").logs({ stdout: true, stderr: true, follow: false }),
    );
    expect(log.match(/asked whether it is ready/g)?.length).toBeGreaterThanOrEqual(2);
    const { Config } = await clone.docker.getContainer(api?.id ?? "").inspect();
    expect(Config.Healthcheck?.Test).toContain("http://127.0.0.1:8000/health");
  });

  it("S6 a database that goes away restarts nothing, and the web goes on answering what needs none", async () => {
    const before = await identity();
    await stopDatabase();
    const { load } = await underLoad(clone, () => seconds(15), WITHOUT_DATABASE);
    expect(failuresOf(load)).toEqual(none);
    expect(await identity()).toEqual(before);
    expect(await dockersView()).toBe("healthy");
  });

  it("S6 a deploy while it is away is refused at admission with what the readiness check said, and the old release serves", async () => {
    const before = await identity();
    clone.set("environment.api.RELEASE", "v2");
    const { done, load } = await underLoad(clone, () => clone.up({ allowFailure: true }), WITHOUT_DATABASE);
    expect(done.exitCode).not.toBe(0);
    expect(done.output).toContain("api was not ready within 8 s");
    expect(done.output).toMatch(/last readiness checks:\n +exit 22: curl: .*\n +\{"database": ?"down: /);
    expect(failuresOf(load)).toEqual(none);
    expect(load.seen.release?.map(({ value }) => value)).toEqual(["v1"]);
    expect(await identity()).toEqual(before);
  });

  it("S6 the same deploy goes through once it is back", async () => {
    await startDatabase();
    const { load } = await underLoad(clone, () => clone.up(), WITHOUT_DATABASE);
    expect(failuresOf(load)).toEqual(none);
    expect(load.seen.release?.map(({ value }) => value)).toEqual(["v1", "v2"]);
  });

  async function database() {
    const [postgres] = await clone.containers("postgres");
    return clone.docker.getContainer(postgres?.id ?? "");
  }

  const stopDatabase = async () => (await database()).stop();
  const startDatabase = async () => (await database()).start();

  async function serving() {
    const [api] = (await clone.containers("api")).filter(({ state }) => state === "running");
    return clone.docker.getContainer(api?.id ?? "").inspect();
  }

  /** What would be another if the web had been replaced or restarted. */
  async function identity() {
    const { Id, RestartCount, State } = await serving();
    return { Id, RestartCount, StartedAt: State.StartedAt };
  }

  const dockersView = async () => (await serving()).State.Health?.Status;
});

const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1000));
