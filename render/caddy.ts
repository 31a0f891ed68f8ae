import { CERTIFICATES_HOME } from "../systems/certificates";
import {
  ACME_ROOT_FILE,
  type Acme,
  CONTROL_PORT,
  certificateFiles,
  hasRoot,
  internalPorts,
  lastResortSeconds,
  longestDrainOf,
  PROXY_HOME,
  PUBLIC_PORT,
  quote,
  SECURE_PORT,
  type Site,
  type SiteTls,
  STATIC_HOME,
  type StaticFiles,
  secureSuffix,
  type Upstream,
} from "./site";

/** Path of Caddy's own control socket, for reloads. */
export const ADMIN_SOCKET = "/tmp/caddy.sock";

/** File beside the Caddyfile: while it says `yes`, every answer ends its connection. */
export const CLOSING_FILE = "closing";

/** File beside the Caddyfile with the digest of the addresses. */
export const ADDRESSES_FILE = "addresses";

/** File beside the Caddyfile with one container's address. */
export const upstreamFile = (service: string, index: number) => `upstreams/${service}-${index + 1}`;

/**
 * The whole Caddyfile. It names no address: Caddy reads them at each request from files of the release that `live` points at, so
 * that a cutover is one rename, closes no connection and needs no reload (caddy 2.11, replacer.go, `{file.*}`).
 * Upstreams keep connections for a second only: an older release counts as drained when no connection to it is left.
 */
export function renderCaddyfile(site: Site): string {
  const routes = [...site.routes].sort((a, b) => b.path.length - a.path.length);
  return `{
	admin unix/${ADMIN_SOCKET}
	auto_https ${site.tls?.acme ? "disable_redirects" : "off"}
	persist_config off
	skip_install_trust
	storage file_system ${site.tls?.acme ? `${CERTIFICATES_HOME}/${site.tls.folder}` : "/tmp/caddy"}
${site.tls ? securedOptions(site.tls) : ""}${serverOptions(site)}	grace_period ${lastResortSeconds(site)}s
	log default {
		output stderr
		level WARN
	}
}

${site.tls ? secured(site.tls) : `http://:${PUBLIC_PORT} {\n`}	log {
		output stdout
	}
${CLOSING.map((line) => `\t${line}\n`).join("")}	header -Server
${Object.entries(site.headers).map(header).join("")}	request_body {
		max_size ${site.bodyLimit}
	}
${routes.map((route) => handle(`${route.path}*`, reverseProxy(upstreamOf(site, route.service), site))).join("")}${site.staticVolumes.map(staticFiles).join("")}${hasRoot(site) ? "" : handle("", ["respond 404"])}}

http://127.0.0.1:${CONTROL_PORT} {
	bind 127.0.0.1
	respond /release "${site.release}.${file(ADDRESSES_FILE)}"
}
${site.upstreams.map((upstream) => internalServer(upstream, site)).join("")}${internalPorts(site).map(misdirected).join("")}`;
}

/** To a name that none of its sites has, Caddy would answer 200 with nothing. */
const misdirected = (port: number) => `\nhttp://:${port} {\n\trespond 421\n}\n`;

/** For clients that name no host, or another one. */
const securedOptions = ({ names: [name], acme }: SiteTls) => `	default_sni ${name}
	fallback_sni ${name}
${acme ? acmeOptions(acme) : ""}`;

/** How its servers speak with those who connect: behind a forwarder those say in the PROXY protocol who asks. */
function serverOptions({ tls, forwarder }: Site): string {
  const wrappers = ["listener_wrappers {", "\tproxy_protocol {", `\t\tallow ${forwarder}/32`, "\t}", "\ttls", "}"];
  const options = [...(forwarder ? wrappers : []), ...(tls ? ["protocols h1 h2"] : [])];
  return options.length > 0 ? `\tservers {\n${options.map((option) => `\t\t${option}\n`).join("")}\t}\n` : "";
}

function acmeOptions({ email, directory, root }: Acme): string {
  const options = [
    `http_port ${PUBLIC_PORT}`,
    `https_port ${SECURE_PORT}`,
    ...(email ? [`email ${email}`] : []),
    ...(directory ? [`acme_ca ${directory}`] : []),
    ...(root ? [`acme_ca_root ${CERTIFICATES_HOME}/${ACME_ROOT_FILE}`] : []),
  ];
  return options.map((option) => `\t${option}\n`).join("");
}

const file = (path: string) => `{file.${PROXY_HOME}/live/${path}}`;

/** The listener that sends on to HTTPS, and the head of the one for that. A 308 keeps the method and the body of a request. */
function secured(tls: SiteTls): string {
  const { chain, key } = certificateFiles(tls);
  const named = tls.names.map((name) => `https://${name}`);
  // The one without a name answers whatever other name is asked for, and gets no certificate of its own.
  const sites = tls.acme ? [...named, "https://"].join(", ") : `https://:${SECURE_PORT}`;
  return `http://:${PUBLIC_PORT} {
	redir https://{host}${secureSuffix(tls)}{uri} 308
}

${sites} {
${tls.acme ? "" : `\ttls ${chain} ${key}\n`}`;
}

const CLOSING = [`@closing vars ${file(CLOSING_FILE)} yes`, "header @closing Connection close"];

const header = ([name, value]: [string, string]) => `\theader ${name} ${quote(value)}\n`;

const handle = (path: string, lines: readonly string[]) =>
  `\thandle ${path === "" ? "" : `${path} `}{\n${lines.map((line) => `\t\t${line}\n`).join("")}\t}\n`;

function reverseProxy({ service, port, addresses }: Upstream, site: Site): string[] {
  const dials = addresses.map((_, index) => `${file(upstreamFile(service, index))}:${port}`);
  const several = ["\tlb_policy round_robin", "\tlb_try_duration 2s", "\tfail_duration 1s"];
  return [
    `reverse_proxy ${dials.join(" ")} {`,
    "\theader_up X-Real-IP {remote_host}",
    `\tstream_close_delay ${site.forwarder ? longestDrainOf(site) : lastResortSeconds(site)}s`,
    ...(addresses.length > 1 ? several : []),
    "\ttransport http {",
    "\t\tdial_timeout 2s",
    "\t\tkeepalive 1s",
    "\t\tkeepalive_idle_conns_per_host 64",
    "\t}",
    "}",
  ];
}

/** Hashed files lie in `assets`, those of former releases too, all others only in the release that `live` points at. */
function staticFiles({ name, path, hashed, fallback }: StaticFiles): string {
  const home = `${STATIC_HOME}/${name}`;
  const serve = ["file_server {", "\tprecompressed br gzip", "}"];
  const assets = hashed.map((folder) =>
    handle(`${path}${folder}*`, [
      `root * ${home}`,
      // What is not there is not to be remembered.
      "@known file /assets{path} /live{path}",
      'header @known Cache-Control "public, max-age=31536000, immutable"',
      "try_files /assets{path} /live{path}",
      ...serve,
    ]),
  );
  if (hashed.includes("")) return assets.join("");
  const pages = [
    `root * ${home}/live`,
    "header Cache-Control no-cache",
    `try_files {path} {path}/index.html${fallback ? ` ${path}${fallback}` : ""}`,
    ...serve,
  ];
  const withoutSlash = path === "/" ? "" : `\tredir ${path.slice(0, -1)} ${path}{?query} permanent\n`;
  return [withoutSlash, ...assets, handle(`${path}*`, pages)].join("");
}

/** Caddy takes the name in an address for the host that a request asks for. */
function internalServer(upstream: Upstream, site: Site): string {
  const lines = [...CLOSING, ...reverseProxy(upstream, site)];
  return `\nhttp://${upstream.service}:${upstream.port} {\n${lines.map((line) => `\t${line}\n`).join("")}}\n`;
}

function upstreamOf({ upstreams }: Site, service: string): Upstream {
  const upstream = upstreams.find((each) => each.service === service);
  if (!upstream) throw new Error(`no upstream ${service}`);
  return upstream;
}
