/** What nginx shall serve, with every address known. */
export interface Site {
  /** Digest that the control listener answers with, so that a deploy can see which configuration is live. */
  readonly release: string;
  readonly upstreams: readonly Upstream[];
  readonly routes: readonly { readonly path: string; readonly service: string }[];
  /** Added to every response from the public listener. */
  readonly headers: Readonly<Record<string, string>>;
  /** Largest request body, in bytes. */
  readonly bodyLimit: number;
  /** Seconds that a request in flight may go on after a reload. */
  readonly drainSeconds: number;
}

/** A service as the proxy sees it. */
export interface Upstream {
  readonly service: string;
  readonly port: number;
  readonly addresses: readonly string[];
}

/** Folder in the proxy's container, on a volume, with a folder for each release and the link `live` to the one served. */
export const PROXY_HOME = "/etc/roadstead";

/** Port of the public listener inside the container; the host's port is the stack's choice. */
export const PUBLIC_PORT = 10080;

/** Port, on the container's loopback only, that answers which release is live. */
export const CONTROL_PORT = 10081;

/**
 * The whole nginx.conf. `keepalive_min_timeout` (nginx 1.27.4) lets a reload end kept-alive connections with a
 * `Connection: close` on their next answer, where older versions reset a request that is just coming in. Its value is no round
 * number, because a client that asks in just that period races with the close.
 * Upstreams keep connections for less than the 5 s after which many servers (uvicorn, Node) close theirs.
 */
export function renderNginx(site: Site): string {
  return `worker_processes auto;
worker_shutdown_timeout ${site.drainSeconds}s;
pid /tmp/nginx.pid;
error_log /dev/stderr warn;

events {
    worker_connections 4096;
}

http {
    access_log /dev/stdout;
    server_tokens off;
    client_body_temp_path /tmp/client_body;
    proxy_temp_path /tmp/proxy;
    fastcgi_temp_path /tmp/fastcgi;
    uwsgi_temp_path /tmp/uwsgi;
    scgi_temp_path /tmp/scgi;
    client_max_body_size ${site.bodyLimit};
    keepalive_timeout 65s;
    keepalive_min_timeout 2300ms;

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

    server {
        listen ${PUBLIC_PORT} default_server;
${Object.entries(site.headers)
  .map(([name, value]) => `        add_header ${name} ${quote(value)} always;\n`)
  .join("")}${site.routes.map(location).join("")}${fallback(site)}    }

${site.upstreams.map(internalServer).join("\n")}}
`;
}

function upstream({ service, port, addresses }: Upstream): string {
  const failures = addresses.length > 1 ? "max_fails=1 fail_timeout=1s" : "max_fails=0";
  const servers = addresses.map((address) => `        server ${address}:${port} ${failures};\n`).join("");
  return `    upstream ${service} {\n${servers}        keepalive 64;\n        keepalive_timeout 4s;\n    }\n`;
}

function location({ path, service }: Site["routes"][number]): string {
  return `        location ${path} {\n            proxy_pass http://${service};\n        }\n`;
}

function fallback({ routes }: Site): string {
  return routes.some(({ path }) => path === "/") ? "" : "        location / {\n            return 404;\n        }\n";
}

function internalServer({ service, port }: Upstream): string {
  return `    server {\n        listen ${port};\n        server_name ${service};\n        access_log off;\n        location / {\n            proxy_pass http://${service};\n        }\n    }\n`;
}

const quote = (value: string) => `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
