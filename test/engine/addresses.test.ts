// @module-tag slow
// Containers that lose their process, their daemon or their life: the proxy follows without a deploy, to nobody else.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addressOf } from "../../actions/address";
import { ensureDocker } from "../../setup/docker";
import { ownDaemon } from "../../setup/docker/own";
import { label } from "../../systems/labels";
import { Clone } from "../harness/clone";
import { startLoad } from "../harness/load";
import { isAlive } from "../harness/processTree";

const DECOYS = 6;
const FOLLOW_MS = 2000;

/** Answers every path on api's port as another service would. */
const DECOY = `
from http.server import BaseHTTPRequestHandler, HTTPServer
class Decoy(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"release": "decoy"}')
    def log_message(self, *_):
        pass
HTTPServer(("", 8000), Decoy).serve_forever()
`;

describe("An address", () => {
  let clone: Clone;
  let direct: string;

  beforeAll(async () => {
    clone = await Clone.make({ settings: { environment: { api: { RELEASE: "real" } } } });
    await clone.start({ timeout: 900 });
    direct = `http://${await apiAddress()}:8000/api/version`;
  });
  afterAll(() => clone?.destroy());

  it("H3 stays api's when its process is killed while other containers start", async () => {
    await disturb(async () => {
      const { Pid } = (await (await api()).inspect()).State;
      process.kill(Pid, "SIGKILL");
      await startDecoys();
    });
  });

  it("H3 stays api's when the whole stack is stopped and started, others first", async () => {
    await disturb(async () => {
      const containers = (await clone.containers()).filter(({ service }) => service !== "");
      await Promise.all(containers.map(({ id }) => clone.docker.getContainer(id).stop({ t: 10 })));
      await startDecoys();
      await Promise.all(containers.map(({ id }) => clone.docker.getContainer(id).start()));
    });
  });

  it.skipIf(!ownDaemon())("H3 stays api's when the Docker daemon restarts", async () => {
    await disturb(async () => {
      const daemon = ownDaemon() as number;
      process.kill(daemon, "SIGTERM");
      while (isAlive(daemon)) await pause(50);
      await ensureDocker("unix:///var/run/docker.sock", () => {});
    });
  });

  /** The proxy must answer again within two seconds of api itself, and no answer may come from elsewhere. */
  async function disturb(disturbance: () => Promise<void>): Promise<void> {
    const load = await startLoad({
      url: clone.url,
      rate: 200,
      mix: { "GET kept": 1, "GET new": 1 },
      watch: ["release"],
    });
    await disturbance();
    const [apiAnswered, proxyAnswered] = await Promise.all([answered(direct), answered(`${clone.url}/api/version`)]);
    expect(proxyAnswered - apiAnswered).toBeLessThan(FOLLOW_MS);
    await pause(1000);
    const { seen } = await load.stop();
    expect(seen.release?.map(({ value }) => value)).toEqual(["real"]);
    expect(`http://${await apiAddress()}:8000/api/version`).toBe(direct);
  }

  async function api() {
    const [container] = await clone.containers("api");
    return clone.docker.getContainer(container?.id ?? "");
  }

  async function apiAddress(): Promise<string | undefined> {
    return addressOf(await api(), { name: `${clone.stack}_internal`, subnet: "" });
  }

  async function startDecoys(): Promise<void> {
    const { Image } = await (await api()).inspect();
    const options = {
      Image,
      Cmd: ["python", "-c", DECOY],
      Labels: { [label.stack]: clone.stack },
      HostConfig: { NetworkMode: `${clone.stack}_internal` },
    };
    const decoys = await Promise.all(Array.from({ length: DECOYS }, () => clone.docker.createContainer(options)));
    await Promise.all(decoys.map((decoy) => decoy.start()));
  }
});

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** When a URL first answers with success, looking every 20 ms. */
async function answered(url: string): Promise<number> {
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    const response = await fetch(url, { signal: AbortSignal.timeout(1000) }).catch(() => undefined);
    if (response?.ok) return Date.now();
    await pause(20);
  }
  throw new Error(`${url} does not answer`);
}
