import type { Service, System } from "../../systems/system";
import type { Clone } from "./clone";

const nginx = { name: "nginx:1.30" };
const limits = { memoryMiB: 32, cpus: 0.5 };

/** Answers every request; all its files are below /tmp. */
const server = `cat > /tmp/nginx.conf <<'END'
pid /tmp/nginx.pid;
events {}
http {
    access_log off;
    client_body_temp_path /tmp/body;
    proxy_temp_path /tmp/proxy;
    fastcgi_temp_path /tmp/fastcgi;
    uwsgi_temp_path /tmp/uwsgi;
    scgi_temp_path /tmp/scgi;
    server {
        listen 8000;
        location / {
            return 200 "ready";
        }
    }
}
END
exec nginx -e /dev/stderr -g 'daemon off;' -c /tmp/nginx.conf`;

/** Works at nothing until it is told to stop; with the variable BREAK it never gets healthy. */
const idle = `trap 'exit 0' TERM QUIT
[ -n "$BREAK" ] || touch /tmp/ready
while :; do sleep 0.1 & wait $!; done`;

const worker: Service = {
  image: nginx,
  command: ["sh", "-c", idle],
  user: "65534:65534",
  tmpfs: ["/tmp"],
  healthcheck: { test: ["CMD", "test", "-e", "/tmp/ready"], budgetSeconds: 10 },
  stopGraceSeconds: 5,
  limits,
};

/** A small system with one service of each kind, and two workers, that starts within seconds and builds nothing. */
export const crew: System = {
  name: "crew",
  services: {
    store: { ...worker, volumes: [{ name: "store", path: "/data" }] },
    web: {
      ...worker,
      command: ["sh", "-c", server],
      http: { port: 8000, healthPath: "/" },
      healthcheck: { test: ["CMD", "curl", "-fsS", "http://127.0.0.1:8000/"], budgetSeconds: 10 },
    },
    film: worker,
    sound: worker,
    clock: { ...worker, instances: "exactly-one" },
  },
  jobs: {},
  staticVolumes: {},
  surfaces: {},
  proxy: { image: nginx, routes: [{ path: "/", service: "web" }], limits: { memoryMiB: 64, cpus: 0.5 } },
  secrets: {},
};

/** Lets a clone's stack name the crew as its system. */
export function addCrew(clone: Clone): void {
  clone.edit("systems/index.ts", (text) =>
    text
      .replace("import { honeychat }", 'import { crew } from "../test/harness/crew";\nimport { honeychat }')
      .replace("= { honeychat", "= { crew, honeychat"),
  );
}
