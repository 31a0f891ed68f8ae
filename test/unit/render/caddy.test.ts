// The text only: that Caddy takes it and serves like this, the engine tests show on a real Caddy.
import { describe, expect, it } from "vitest";
import { renderCaddyfile } from "../../../render/caddy";
import type { Site } from "../../../render/site";

const site: Site = {
  release: "3f9ab2c41d07",
  upstreams: [{ service: "api", port: 8000, addresses: ["10.210.0.129"] }],
  routes: [{ path: "/api/", service: "api" }],
  staticVolumes: [],
  headers: { "X-Frame-Options": "DENY" },
  bodyLimit: 10_485_760,
  drainSeconds: 30,
};

const render = (change: Partial<Site> = {}) => renderCaddyfile({ ...site, ...change });

const PROXIED = `reverse_proxy {file./etc/roadstead/live/upstreams/api-1}:8000 {
			header_up X-Real-IP {remote_host}
			stream_close_delay 90s
			transport http {
				dial_timeout 2s
				keepalive 1s
				keepalive_idle_conns_per_host 64
			}
		}`;

describe("The Caddyfile", () => {
  it("S4 is, for one service behind one route, this text", () => {
    expect(render()).toBe(`{
	admin unix//tmp/caddy.sock
	auto_https off
	persist_config off
	skip_install_trust
	storage file_system /tmp/caddy
	grace_period 90s
	log default {
		output stderr
		level WARN
	}
}

http://:10080 {
	log {
		output stdout
	}
	@closing vars {file./etc/roadstead/live/closing} yes
	header @closing Connection close
	header -Server
	header X-Frame-Options "DENY"
	request_body {
		max_size 10485760
	}
	handle /api/* {
		${PROXIED}
	}
	handle {
		respond 404
	}
}

http://127.0.0.1:10081 {
	bind 127.0.0.1
	respond /release "3f9ab2c41d07.{file./etc/roadstead/live/addresses}"
}

http://api:8000 {
	@closing vars {file./etc/roadstead/live/closing} yes
	header @closing Connection close
	${PROXIED.replaceAll("\n\t", "\n")}
}

http://:8000 {
	respond 421
}
`);
  });

  it("M1 is the same text for other addresses, which it only reads", () => {
    expect(render({ upstreams: [{ service: "api", port: 8000, addresses: ["10.210.0.201"] }] })).toBe(render());
  });

  it("S5 passes a service with several containers over one that does not answer", () => {
    const text = render({ upstreams: [{ service: "api", port: 8000, addresses: ["10.210.0.129", "10.210.0.130"] }] });
    const live = "/etc/roadstead/live/upstreams";
    expect(text).toContain(`reverse_proxy {file.${live}/api-1}:8000 {file.${live}/api-2}:8000 {`);
    expect(text).toContain("lb_policy round_robin\n");
    expect(text).toContain("lb_try_duration 2s\n");
    expect(text).toContain("fail_duration 1s\n");
  });

  it("asks the longest path first", () => {
    const routes = ["/", "/api/", "/api/admin/"].map((path) => ({ path, service: "api" }));
    expect(render({ routes }).match(/handle \S+/g)).toStrictEqual([
      "handle /api/admin/*",
      "handle /api/*",
      "handle /*",
    ]);
  });

  it("quotes what headers hold", () => {
    const text = render({ headers: { "Content-Security-Policy": `default-src 'self' "x" \\` } });
    expect(text).toContain(`\theader Content-Security-Policy "default-src 'self' \\"x\\" \\\\"\n`);
  });

  it("H5 serves hashed files of several releases, and pages of the live one with a fallback", () => {
    const text = render({
      staticVolumes: [{ name: "miniapp", path: "/miniapp/", hashed: ["assets/"], fallback: "index.html" }],
    });
    expect(text).toContain(`	redir /miniapp /miniapp/{?query} permanent
	handle /miniapp/assets/* {
		root * /srv/static/miniapp
		@known file /assets{path} /live{path}
		header @known Cache-Control "public, max-age=31536000, immutable"
		try_files /assets{path} /live{path}
		file_server {
			precompressed br gzip
		}
	}
	handle /miniapp/* {
		root * /srv/static/miniapp/live
		header Cache-Control no-cache
		try_files {path} {path}/index.html /miniapp/index.html
		file_server {
			precompressed br gzip
		}
	}
`);
  });

  it("H5 answers 404 where neither a route nor a site has the root", () => {
    expect(render()).toContain("\thandle {\n\t\trespond 404\n\t}\n");
    expect(render({ routes: [{ path: "/", service: "api" }] })).not.toContain("respond 404");
  });

  const tls = { names: ["chat.example.com", "www.example.com"], port: 443, folder: "3f9a" };

  it("S4 sends HTTP on to HTTPS, which it answers with the certificate that is there", () => {
    const text = render({ tls });
    expect(text).toContain("\tauto_https off\n");
    expect(text).toContain("http://:10080 {\n\tredir https://{host}{uri} 308\n}\n");
    expect(text).toContain(
      "https://:10443 {\n\ttls /etc/certificates/3f9a/fullchain.pem /etc/certificates/3f9a/privkey.pem\n\tlog {",
    );
    expect(text).toContain("\tdefault_sni chat.example.com\n\tfallback_sni chat.example.com\n");
    expect(render({ tls: { ...tls, port: 8443 } })).toContain("redir https://{host}:8443{uri} 308");
  });

  it("H8 asks an authority itself, and keeps what it gets on the volume of certificates", () => {
    const acme = { email: "ops@example.com", directory: "https://ca.example/dir", root: "PEM" };
    const text = render({ tls: { ...tls, folder: "caddy", acme } });
    expect(text).toContain("\thttp_port 10080\n\thttps_port 10443\n\temail ops@example.com\n");
    expect(text).toContain("\tacme_ca https://ca.example/dir\n\tacme_ca_root /etc/certificates/acme-root.pem\n");
    expect(text).toContain("\tauto_https disable_redirects\n");
    expect(text).toContain("\tstorage file_system /etc/certificates/caddy\n");
    expect(text).toContain("\nhttps://chat.example.com, https://www.example.com, https:// {\n\tlog {");
  });

  it("M1 believes a forwarder, and nobody else, on who asks, and ends WebSockets with their drain", () => {
    const text = render({ forwarder: "10.210.0.128", tls: { names: ["a.test"], port: 443, folder: "1" } });
    expect(text).toContain(`	servers {
		listener_wrappers {
			proxy_protocol {
				allow 10.210.0.128/32
			}
			tls
		}
		protocols h1 h2
	}
`);
    expect(text).toContain("stream_close_delay 30s\n");
    expect(render()).not.toContain("servers {");
  });
});
