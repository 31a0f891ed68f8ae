import { CONTROL_PORT } from "./site";

/** The module that forwards TCP, where an image has it apart from nginx itself: Debian's package libnginx-mod-stream. */
export const STREAM_MODULE = "/usr/lib/nginx/modules/ngx_stream_module.so";

/** What a forwarder passes on, and to whom. */
export interface Forwarding {
  /** Digest that the control listener answers with. */
  readonly release: string;
  /** Address of the proxy. */
  readonly proxy: string;
  /** Each is passed on to the same port of the proxy. */
  readonly ports: readonly number[];
  /** How long connections to a former proxy may go on. */
  readonly lastResortSeconds: number;
  /** Whether this nginx has the module apart. */
  readonly module: boolean;
}

/**
 * The whole nginx.conf of a forwarder: TCP, whatever is spoken in it, with the client's address before it. Its reload loses no
 * connection, because nginx hands its listening sockets on from process to process. How long a connection may be idle is the
 * proxy's to say.
 */
export function renderForwarder({ release, proxy, ports, lastResortSeconds, module }: Forwarding): string {
  return `${module ? `load_module ${STREAM_MODULE};\n` : ""}worker_processes auto;
worker_shutdown_timeout ${lastResortSeconds}s;
pid /tmp/nginx.pid;
error_log /dev/stderr warn;

events {
    worker_connections 8192;
}

stream {
    proxy_protocol on;
    proxy_connect_timeout 2s;
    proxy_timeout 1d;
    proxy_socket_keepalive on;
    tcp_nodelay on;

${ports.map((port) => forward(port, proxy)).join("\n")}}

http {
    access_log off;
    client_body_temp_path /tmp/client_body;
    proxy_temp_path /tmp/proxy;
    fastcgi_temp_path /tmp/fastcgi;
    uwsgi_temp_path /tmp/uwsgi;
    scgi_temp_path /tmp/scgi;

    server {
        listen 127.0.0.1:${CONTROL_PORT};
        location = /release {
            return 200 ${release};
        }
    }
}
`;
}

const forward = (port: number, proxy: string) => `    server {
        listen ${port} so_keepalive=on;
        proxy_pass ${proxy}:${port};
    }
`;
