// The text only: that nginx takes it and forwards like this, the engine tests show on a real nginx.
import { describe, expect, it } from "vitest";
import { renderForwarder } from "../../../render/forwarder";

const forwarding = {
  release: "3f9ab2c41d07",
  proxy: "10.210.0.253",
  ports: [10080, 8000],
  lastResortSeconds: 90,
  module: false,
};

describe("A forwarder's nginx.conf", () => {
  it("passes each port on to the same one of the proxy, with who asks before it", () => {
    expect(renderForwarder(forwarding)).toBe(`worker_processes auto;
worker_shutdown_timeout 90s;
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

    server {
        listen 10080 so_keepalive=on;
        proxy_pass 10.210.0.253:10080;
    }

    server {
        listen 8000 so_keepalive=on;
        proxy_pass 10.210.0.253:8000;
    }
}

http {
    access_log off;
    client_body_temp_path /tmp/client_body;
    proxy_temp_path /tmp/proxy;
    fastcgi_temp_path /tmp/fastcgi;
    uwsgi_temp_path /tmp/uwsgi;
    scgi_temp_path /tmp/scgi;

    server {
        listen 127.0.0.1:10081;
        location = /release {
            return 200 3f9ab2c41d07;
        }
    }
}
`);
  });

  it("loads the module where an image has it apart", () => {
    expect(renderForwarder({ ...forwarding, module: true })).toMatch(
      /^load_module \/usr\/lib\/nginx\/modules\/ngx_stream_module\.so;\n/,
    );
  });
});
