// The text only: that nginx takes it and serves like this, the engine tests show on a real nginx.
import { describe, expect, it } from "vitest";
import { type NginxSite, renderNginx } from "../../../render/nginx";

const site: NginxSite = {
  release: "3f9ab2c41d07",
  upstreams: [{ service: "api", port: 8000, addresses: ["10.210.0.129"] }],
  routes: [{ path: "/api/", service: "api" }],
  staticVolumes: [],
  brotli: false,
  headers: { "X-Frame-Options": "DENY" },
  bodyLimit: 10_485_760,
  drainSeconds: 30,
};

const render = (change: Partial<NginxSite> = {}) => renderNginx({ ...site, ...change });

/** The block inside `http` that holds this line. */
function block(line: string, change: Partial<NginxSite>): string {
  const blocks = render(change).match(/^ {4}\w+.* \{\n(?: {8}.*\n)+ {4}\}$/gm) ?? [];
  const [found, ...others] = blocks.filter((text) => text.split("\n").some((each) => each.trim() === line));
  if (found === undefined || others.length > 0) throw new Error(`no single block with ${line} in ${render(change)}`);
  return found;
}

describe("nginx.conf", () => {
  it("S4 is, for one service behind one route, this text", () => {
    expect(render()).toBe(`worker_processes auto;
worker_shutdown_timeout 90s;
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
    client_body_temp_path /tmp/client_body;
    proxy_temp_path /tmp/proxy;
    fastcgi_temp_path /tmp/fastcgi;
    uwsgi_temp_path /tmp/uwsgi;
    scgi_temp_path /tmp/scgi;
    client_max_body_size 10485760;
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

    upstream api {
        server 10.210.0.129:8000 max_fails=0;
        keepalive 64;
        keepalive_timeout 4s;
    }

    server {
        listen 127.0.0.1:10081;
        access_log off;
        location = /release {
            return 200 3f9ab2c41d07;
        }
    }

    server {
        listen 10080 default_server;
        absolute_redirect off;
        add_header X-Frame-Options "DENY" always;
        location /api/ {
            proxy_pass http://api;
        }
        location / {
            return 404;
        }
    }

    server {
        listen 8000 default_server;
        access_log off;
        return 421;
    }

    server {
        listen 8000;
        server_name api;
        access_log off;
        location / {
            proxy_pass http://api;
        }
    }
}
`);
  });

  it.each<[string, Partial<NginxSite>, string, string]>([
    [
      "S5 H3 balances between two containers and passes over the one that does not answer",
      { upstreams: [{ service: "api", port: 8000, addresses: ["10.210.0.129", "10.210.0.130"] }] },
      "upstream api {",
      `    upstream api {
        server 10.210.0.129:8000 max_fails=1 fail_timeout=1s;
        server 10.210.0.130:8000 max_fails=1 fail_timeout=1s;
        keepalive 64;
        keepalive_timeout 4s;
    }`,
    ],
    [
      "quotes headers",
      { headers: { "X-Frame-Options": "DENY", "Content-Security-Policy": "default-src 'self'; img-src \"\\x\"" } },
      "listen 10080 default_server;",
      `    server {
        listen 10080 default_server;
        absolute_redirect off;
        add_header X-Frame-Options "DENY" always;
        add_header Content-Security-Policy "default-src 'self'; img-src \\"\\\\x\\"" always;
        location /api/ {
            proxy_pass http://api;
        }
        location / {
            return 404;
        }
    }`,
    ],
    [
      "adds no header",
      { headers: {} },
      "listen 10080 default_server;",
      `    server {
        listen 10080 default_server;
        absolute_redirect off;
        location /api/ {
            proxy_pass http://api;
        }
        location / {
            return 404;
        }
    }`,
    ],
    [
      "answers 404 nowhere when `/` leads to a service",
      { headers: {}, routes: [...site.routes, { path: "/", service: "api" }] },
      "listen 10080 default_server;",
      `    server {
        listen 10080 default_server;
        absolute_redirect off;
        location /api/ {
            proxy_pass http://api;
        }
        location / {
            proxy_pass http://api;
        }
    }`,
    ],
    [
      "answers 404 everywhere without routes",
      { headers: {}, routes: [] },
      "listen 10080 default_server;",
      `    server {
        listen 10080 default_server;
        absolute_redirect off;
        location / {
            return 404;
        }
    }`,
    ],
    [
      "says on the loopback only which release it is",
      { release: "000000000000" },
      "listen 127.0.0.1:10081;",
      `    server {
        listen 127.0.0.1:10081;
        access_log off;
        location = /release {
            return 200 000000000000;
        }
    }`,
    ],
    [
      "H3 gives each service an upstream of its own",
      { upstreams: [...site.upstreams, { service: "web_admin", port: 3000, addresses: ["10.210.0.200"] }] },
      "upstream web_admin {",
      `    upstream web_admin {
        server 10.210.0.200:3000 max_fails=0;
        keepalive 64;
        keepalive_timeout 4s;
    }`,
    ],
    [
      "H3 gives each service an internal listener of its own",
      { upstreams: [...site.upstreams, { service: "web_admin", port: 3000, addresses: ["10.210.0.200"] }] },
      "listen 3000;",
      `    server {
        listen 3000;
        server_name web_admin;
        access_log off;
        location / {
            proxy_pass http://web_admin;
        }
    }`,
    ],
  ])("%s", (_, change, line, expected) => {
    expect(block(line, change)).toBe(expected);
  });

  it("bounds request bodies and the drain as the site says", () => {
    const config = render({ bodyLimit: 1024, drainSeconds: 3600 });
    expect(config).toContain("\n    client_max_body_size 1024;\n");
    expect(config).toContain("\nworker_shutdown_timeout 3660s;\n");
  });

  it("is the same text for the same site, so that its digest tells whether anything changed", () => {
    expect(render()).toBe(render());
  });

  const website = { name: "website", path: "/", hashed: ["_astro/"] };

  it("H5 S8 serves a static volume from its live release, and hashed files for a year, those of former releases too", () => {
    expect(block("listen 10080 default_server;", { staticVolumes: [website], routes: [] })).toBe(`    server {
        listen 10080 default_server;
        absolute_redirect off;
        add_header X-Frame-Options "DENY" always;
        location / {
            root /srv/static/website/live;
            index index.html;
            try_files $uri $uri/ =404;
            add_header Cache-Control no-cache;
            add_header X-Frame-Options "DENY" always;
        }
        location /_astro/ {
            root /srv/static/website;
            try_files /assets$uri /live$uri =404;
            add_header Cache-Control "public, max-age=31536000, immutable";
            add_header X-Frame-Options "DENY" always;
        }
    }`);
  });

  it("leads to a static volume below a path also without the slash, and answers with its fallback", () => {
    const miniapp = { name: "miniapp", path: "/miniapp/", hashed: [], fallback: "index.html" };
    const text = render({ staticVolumes: [miniapp] });
    expect(text).toContain("location = /miniapp {\n            return 301 /miniapp/$is_args$args;\n");
    expect(text).toContain("try_files $uri $uri/ /miniapp/index.html;\n");
  });

  it("H5 keeps all files of a static volume for a year when all are hashed", () => {
    const chunks = { name: "chunks", path: "/web/_next/static/", hashed: [""] };
    const text = render({ staticVolumes: [chunks] });
    expect(text).toContain("location /web/_next/static/ {\n            root /srv/static/chunks;\n");
    expect(text).not.toContain("/srv/static/chunks/live;");
  });

  it("serves brotli files where nginx has the module", () => {
    const text = render({ brotli: true });
    expect(text).toMatch(/^load_module \/usr\/lib\/nginx\/modules\/ngx_http_brotli_static_module.so;\n/);
    expect(text).toContain("    brotli_static on;\n");
  });

  const tls = { names: ["chat.example.com"], port: 8443, folder: "3f9a" };

  it("S4 sends HTTP on to HTTPS, which it answers with the certificate that is there", () => {
    const text = render({ tls });
    expect(text).toContain("return 308 https://$host:8443$request_uri;");
    expect(text).toContain(`        listen 10443 ssl default_server;
        http2 on;
        ssl_certificate /etc/certificates/3f9a/fullchain.pem;
        ssl_certificate_key /etc/certificates/3f9a/privkey.pem;
        ssl_protocols TLSv1.2 TLSv1.3;
`);
    expect(text).not.toContain("acme-challenge");
  });

  it("H8 answers an authority's questions, and reads a certificate while it runs", () => {
    const text = render({ tls: { ...tls, folder: "certbot/live/roadstead", acme: {} } });
    expect(text).toContain("location /.well-known/acme-challenge/ {\n            root /etc/certificates/challenges;\n");
    expect(text).toContain("map $host $certificate_folder {\n        default certbot/live/roadstead;\n");
    expect(text).toContain("ssl_certificate /etc/certificates/$certificate_folder/fullchain.pem;\n");
    expect(text).toContain("ssl_certificate_cache max=8 inactive=60s valid=10s;\n");
  });

  it("M1 believes a forwarder, and nobody else, on who asks", () => {
    const text = render({ forwarder: "10.210.0.128", tls: { names: ["a.test"], port: 443, folder: "1" } });
    expect(text).toContain("    set_real_ip_from 10.210.0.128;\n    real_ip_header proxy_protocol;\n");
    const listeners = [...text.matchAll(/listen (.*);/g)].map(([, listener]) => listener);
    expect(listeners).toStrictEqual([
      "127.0.0.1:10081",
      "10080 proxy_protocol default_server",
      "10443 proxy_protocol ssl default_server",
      "8000 proxy_protocol default_server",
      "8000 proxy_protocol",
    ]);
  });
});
