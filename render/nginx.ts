import { CERTIFICATES_HOME, CHALLENGES } from "../systems/certificates";
import {
  CONTROL_PORT,
  certificateFiles,
  hasRoot,
  internalPorts,
  lastResortSeconds,
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

/** The module that serves precompressed `.br` files, where an image has it: Debian's package libnginx-mod-http-brotli-static. */
export const BROTLI_MODULE = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";

/** How long a client's idle connection stays. */
export const KEEPALIVE = "keepalive_timeout 65s;";

export interface NginxSite extends Site {
  /** Whether this nginx has the module that serves `.br` files. */
  readonly brotli: boolean;
}

/**
 * The whole nginx.conf. `keepalive_min_timeout` (nginx 1.27.4) lets a reload end kept-alive connections with a
 * `Connection: close` on their next answer, where older versions reset a request that is just coming in. Its value is no round
 * number, because a client that asks in just that period races with the close.
 * Upstreams keep connections for less than the 5 s after which many servers (uvicorn, Node) close theirs.
 */
export function renderNginx(site: NginxSite): string {
  return `${site.brotli ? `load_module ${BROTLI_MODULE};\n` : ""}worker_processes auto;
worker_shutdown_timeout ${lastResortSeconds(site)}s;
pid /tmp/nginx.pid;
error_log /dev/stderr warn;

events {
    worker_connections 4096;
}

http {
    include /etc/nginx/mime.types;
    types {
        application/manifest+json webmanifest;
    }
    default_type application/octet-stream;
    charset utf-8;
    access_log /dev/stdout;
    server_tokens off;
    sendfile on;
    gzip_static on;
    gzip_vary on;
${site.brotli ? "    brotli_static on;\n" : ""}    client_body_temp_path /tmp/client_body;
    proxy_temp_path /tmp/proxy;
    fastcgi_temp_path /tmp/fastcgi;
    uwsgi_temp_path /tmp/uwsgi;
    scgi_temp_path /tmp/scgi;
    client_max_body_size ${site.bodyLimit};
    ${KEEPALIVE}
    keepalive_min_timeout 2300ms;
${site.forwarder ? believed(site.forwarder) : ""}
    map $http_upgrade $connection_upgrade {
        default upgrade;
        '' '';
    }
    proxy_http_version 1.1;
    proxy_connect_timeout 2s;
    proxy_set_header Host $http_host;
    proxy_set_header Connection $connection_upgrade;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Host $http_host;

${site.upstreams.map(upstream).join("\n")}
    server {
        listen 127.0.0.1:${CONTROL_PORT};
        access_log off;
        location = /release {
            return 200 ${site.release};
        }
    }

${site.tls ? secured(site.tls, site) : plain(site)}
        absolute_redirect off;
${headers(site, 8)}${site.routes.map(location).join("")}${site.staticVolumes.map((files) => staticLocations(files, site)).join("")}${fallback(site)}    }

${internalPorts(site)
  .map((port) => misdirected(port, site))
  .join("")}${site.upstreams.map((upstream) => internalServer(upstream, site)).join("\n")}}
`;
}

/** Whose word counts on who asks. */
const believed = (forwarder: string) => `    set_real_ip_from ${forwarder};
    real_ip_header proxy_protocol;
`;

/** A port to listen on, and in which protocol. */
const listener = (port: number, { forwarder }: Pick<Site, "forwarder">) =>
  `listen ${port}${forwarder ? " proxy_protocol" : ""}`;

const plain = (site: Site) => `    server {
        ${listener(PUBLIC_PORT, site)} default_server;`;

/** The server that sends on to HTTPS, and the head of the one for that. A 308 keeps the method and the body of a request. */
function secured(tls: SiteTls, site: Site): string {
  const { chain, key } = certificateFiles(tls.acme ? { folder: "$certificate_folder" } : tls);
  return `${tls.acme ? renewed(tls) : ""}    server {
        ${listener(PUBLIC_PORT, site)} default_server;
        location / {
            return 308 https://$host${secureSuffix(tls)}$request_uri;
        }
${tls.acme ? challenges : ""}    }

    server {
        ${listener(SECURE_PORT, site)} ssl default_server;
        http2 on;
        ssl_certificate ${chain};
        ssl_certificate_key ${key};
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_session_cache shared:tls:10m;`;
}

/** With a variable in its path a certificate is read while nginx runs: once it is there, and again when it has been renewed. */
const renewed = ({ folder }: SiteTls) => `    map $host $certificate_folder {
        default ${folder};
    }
    ssl_certificate_cache max=8 inactive=60s valid=10s;

`;

const challenges = `        location /.well-known/acme-challenge/ {
            root ${CERTIFICATES_HOME}/${CHALLENGES};
        }
`;

function upstream({ service, port, addresses }: Upstream): string {
  const failures = addresses.length > 1 ? "max_fails=1 fail_timeout=1s" : "max_fails=0";
  const servers = addresses.map((address) => `        server ${address}:${port} ${failures};\n`).join("");
  return `    upstream ${service} {\n${servers}        keepalive 64;\n        keepalive_timeout 4s;\n    }\n`;
}

function location({ path, service }: Site["routes"][number]): string {
  return `        location ${path} {\n            proxy_pass http://${service};\n        }\n`;
}

/** nginx takes a location's own `add_header` for all of them, so the site's are said again in each. */
function headers(site: Site, indent: number): string {
  const lines = Object.entries(site.headers).map(([name, value]) => `add_header ${name} ${quote(value)} always;\n`);
  return lines.map((line) => " ".repeat(indent) + line).join("");
}

/**
 * Hashed files lie in `assets`, those of former releases too, all others only in the release that `live` points at. nginx first
 * looks whether a file is there and then opens it: a hashed file must have a path that no swap takes away between the two.
 */
function staticLocations({ name, path, hashed, fallback }: StaticFiles, site: Site): string {
  const home = `${STATIC_HOME}/${name}`;
  const assets = hashed.map(
    (folder) => `        location ${path}${folder} {
            root ${home};
            try_files /assets$uri /live$uri =404;
            add_header Cache-Control "public, max-age=31536000, immutable";
${headers(site, 12)}        }
`,
  );
  if (hashed.includes("")) return assets.join("");
  const pages = `        location ${path} {
            root ${home}/live;
            index index.html;
            try_files $uri $uri/ ${fallback ? path + fallback : "=404"};
            add_header Cache-Control no-cache;
${headers(site, 12)}        }
`;
  return [withoutSlash(path), pages, ...assets].join("");
}

const withoutSlash = (path: string) =>
  path === "/"
    ? ""
    : `        location = ${path.slice(0, -1)} {\n            return 301 ${path}$is_args$args;\n        }\n`;

function fallback(site: Site): string {
  return hasRoot(site) ? "" : "        location / {\n            return 404;\n        }\n";
}

/** To a name that no server has, nginx would answer with the first one. */
const misdirected = (port: number, site: Site) =>
  `    server {\n        ${listener(port, site)} default_server;\n        access_log off;\n        return 421;\n    }\n\n`;

function internalServer({ service, port }: Upstream, site: Site): string {
  return `    server {\n        ${listener(port, site)};\n        server_name ${service};\n        access_log off;\n        location / {\n            proxy_pass http://${service};\n        }\n    }\n`;
}
