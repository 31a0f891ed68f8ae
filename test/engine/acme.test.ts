// @module-tag slow
// Certificates from a real ACME authority on this machine, Pebble, which asks the proxy as Let's Encrypt does.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { archive } from "../../actions/archive";
import { issue, newAuthority } from "../../actions/certificate/authority";
import type { Container } from "../../actions/docker";
import { PUBLIC_PORT, SECURE_PORT } from "../../render/site";
import { ensureImages } from "../../setup/images";
import { LocalStack } from "../../setup/stack";
import { entranceAddress } from "../../systems/entrance";
import { ask } from "../harness/ask";
import { Clone } from "../harness/clone";
import { addCrew, crew } from "../harness/crew";
import { ensureProxies, putProxy } from "../harness/proxies";
import { failuresOf, none, underLoad } from "../harness/underLoad";

const NAME = "crew.test";
const PEBBLE = "ghcr.io/letsencrypt/pebble:2.10";
const CERTBOT = "certbot/certbot:v5.5.0";
const LOAD = { rate: 100, get: ["/"], mix: { "GET kept": 1, "GET new": 1 } };
/** Of a certificate, so that it is due for renewal within a test. */
const LIFE_SECONDS = 60;

let clone: Clone;
let pebble: Container;
/** Authority of Pebble's own certificate, PEM. */
let pebbleAuthority: string;

const PROXIES = [
  { kind: "nginx", updateOrder: "stop-first", renews: "certbot", title: "nginx" },
  { kind: "caddy", updateOrder: "start-first", renews: "proxy", title: "Caddy and a forwarder" },
] as const;

afterAll(() => destroy());

describe.each(PROXIES)("ACME behind $title", ({ kind, updateOrder, renews }) => {
  beforeAll(async () => {
    await destroy();
    await ensureImages(new LocalStack("local").host, [PEBBLE, CERTBOT], () => {});
    await ensureProxies();
    const without = Object.keys(crew.services).filter((name) => name !== "web");
    clone = await Clone.make({ parts: "all", settings: { system: "crew", without, proxy: { updateOrder } } });
    addCrew(clone);
    putProxy(clone, "test/harness/crew.ts", kind);
    // Caddy would look every ten minutes.
    clone.edit("render/caddy.ts", (text) => text.replace("`http_port ", '"renew_interval 2s",\n    `http_port '));
    await clone.start();
    pebble = await startPebble();
  }, 600_000);

  it("H8 M9 a stack gets its certificate when it is told to, and is asked by HTTPS from then on", async () => {
    clone.set("tls.mode", "acme");
    clone.set("tls.names", [NAME]);
    clone.set("tls.email", "ops@example.com");
    clone.set("tls.directory", "https://pebble:14000/dir");
    clone.set("tls.root", pebbleAuthority);
    const { output } = await clone.up();
    expect(output).toContain(`the proxy serves a certificate for ${NAME}`);
    const { status, certificate } = await ask(`${clone.secureUrl}/`, { name: NAME });
    expect(status).toBe(200);
    expect(certificate?.subjectaltname).toBe(`DNS:${NAME}`);
    expect(certificate?.issuer.CN).toMatch(/^Pebble/);
    expect((await ask(`${clone.secureUrl}/`, { name: "another.test" })).body).toBe("ready");
    expect((await ask(clone.url, { name: NAME })).headers.location).toBe(
      `${clone.secureUrl.replace("127.0.0.1", NAME)}/`,
    );
  });

  it("H8 a renewed certificate is served without a deploy, and fails no request", async () => {
    const former = await serial();
    const { load } = await underLoad(
      clone,
      async () => {
        await expect.poll(serialNow, { timeout: 120_000, interval: 1000 }).not.toBe(former);
      },
      { ...LOAD, url: clone.secureUrl },
    );
    expect(failuresOf(load)).toEqual(none);
    expect((await clone.containers("proxy")).map(({ state }) => state)).toEqual(["running"]);
  });

  it("H8 a renewal that fails keeps the certificate, and says how long it lasts", async () => {
    await pebble.stop({ t: 1 });
    const present = await serial();
    await hurry();
    const [asker] = await clone.containers(renews);
    const said = async () =>
      (await clone.docker.getContainer(asker?.id ?? "").logs({ stdout: true, stderr: true, follow: false })).toString();
    await expect
      .poll(said, { timeout: 120_000, interval: 1000 })
      .toMatch(
        kind === "nginx"
          ? /no certificate .* was issued: the present one has \d+ days left/
          : /will retry|could not get certificate/,
      );
    expect(await serial()).toBe(present);
    expect((await ask(`${clone.secureUrl}/`, { name: NAME })).status).toBe(200);
  });

  const serial = async () => (await ask(`${clone.secureUrl}/`, { name: NAME })).certificate?.serialNumber;

  /** certbot sleeps for hours, unless it is told to look. */
  async function hurry() {
    const [certbot] = await clone.containers("certbot");
    if (certbot) await clone.docker.getContainer(certbot.id).kill({ signal: "SIGHUP" });
  }

  async function serialNow() {
    await hurry();
    return serial();
  }
});

/** Starts the authority beside the stack, where the name leads to the proxy. */
async function startPebble(): Promise<Container> {
  const authority = await newAuthority("pebble");
  pebbleAuthority = authority.certificate;
  const { certificate, key } = await issue(authority, ["pebble"]);
  const network = clone.docker.getNetwork(`${clone.stack}_internal`);
  const { IPAM } = await network.inspect();
  const container = await clone.docker.createContainer({
    Image: PEBBLE,
    Cmd: ["-config", "/pebble/config.json"],
    Env: ["PEBBLE_VA_NOSLEEP=1", "PEBBLE_WFE_NONCEREJECT=0"],
    HostConfig: {
      NetworkMode: `${clone.stack}_internal`,
      ExtraHosts: [`${NAME}:${entranceAddress(IPAM?.Config?.[0]?.Subnet ?? "")}`],
    },
    NetworkingConfig: { EndpointsConfig: { [`${clone.stack}_internal`]: { Aliases: ["pebble"] } } },
  });
  const files = { "config.json": JSON.stringify(CONFIG), "certificate.pem": certificate, "key.pem": key };
  const entries = Object.entries(files).map(([name, content]) => ({ path: `pebble/${name}`, content }));
  await container.putArchive(await archive(entries), { path: "/" });
  await container.start();
  return container;
}

const CONFIG = {
  pebble: {
    listenAddress: "0.0.0.0:14000",
    managementListenAddress: "0.0.0.0:15000",
    certificate: "/pebble/certificate.pem",
    privateKey: "/pebble/key.pem",
    httpPort: PUBLIC_PORT,
    tlsPort: SECURE_PORT,
    ocspResponderURL: "",
    externalAccountBindingRequired: false,
    profiles: { default: { description: "short", validityPeriod: LIFE_SECONDS } },
  },
};

async function destroy(): Promise<void> {
  await pebble?.remove({ force: true, v: true });
  await clone?.destroy();
}
