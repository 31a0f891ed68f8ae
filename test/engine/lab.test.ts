import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { execa } from "execa";
import { afterAll, describe, expect, it } from "vitest";

const run = `lab-${randomBytes(4).toString("hex")}`;
const label = `roadstead.test=${run}`;
const hardened = ["--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"];
const deadline = 60_000;

afterAll(async () => {
  const { output: containers } = await docker("ps", "--all", "--quiet", "--filter", `label=${label}`);
  if (containers) await docker("rm", "--force", "--volumes", ...containers.split("\n"));
  const { output: volumes } = await docker("volume", "ls", "--quiet", "--filter", `label=${label}`);
  if (volumes) await docker("volume", "rm", ...volumes.split("\n"));
});

describe("base images", () => {
  it.each([
    ["python:3.11-slim", "python --version", "Python 3.11."],
    ["node:20-slim", "node --version && npm --version", "v20."],
    ["postgres:15", "postgres --version", "(PostgreSQL) 15."],
    ["redis:7", "redis-server --version", "v=7."],
    ["nginx:1.30", "nginx -v 2>&1", "nginx/1.30."],
  ])("%s holds what its tag says", async (image, command, version) => {
    expect((await once(image, [], "sh", "-c", command)).output).toContain(version);
  });
});

describe("postgres:15", () => {
  const capabilities = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"].flatMap((name) => ["--cap-add", name]);
  const options = (data: string, password: string) => [
    ...[...hardened, ...capabilities, "--tmpfs", "/tmp", "--tmpfs", "/run/postgresql"],
    ...["--volume", `${data}:/var/lib/postgresql/data`, "--volume", `${password}:/run/secrets/password`],
    ...["--env", "POSTGRES_USER=someone", "--env", "POSTGRES_DB=things"],
    ...["--env", "POSTGRES_PASSWORD_FILE=/run/secrets/password/value"],
  ];

  it("refuses to begin without a password", async () => {
    const { exitCode, output } = await once("postgres:15", []);
    expect(exitCode).toBe(1);
    expect(output).toContain("POSTGRES_PASSWORD");
  });

  it("keeps rows and the first password when its container is replaced", async () => {
    const data = await volume();
    const first = await start("postgres:15", options(data, await volume("right")));
    await until(first, "pg_isready --host 127.0.0.1");
    expect(await query(first, "right", "CREATE TABLE t AS SELECT 42 AS answer")).toMatchObject({ exitCode: 0 });
    expect((await query(first, "wrong", "SELECT 1")).output).toContain("password authentication failed");
    expect((await docker("top", first, "-o", "user,args")).output).not.toMatch(/^root/m);
    await docker("rm", "--force", first);

    const second = await start("postgres:15", options(data, await volume("another")));
    await until(second, "pg_isready --host 127.0.0.1");
    expect((await query(second, "right", "SELECT answer FROM t")).output).toBe("42");
    expect((await query(second, "another", "SELECT 1")).exitCode).not.toBe(0);
  });

  it("stops cleanly", async () => {
    const container = await start("postgres:15", ["--env", "POSTGRES_PASSWORD=right"]);
    await until(container, "pg_isready --host 127.0.0.1");
    await docker("stop", "--time", "20", container);
    expect((await docker("inspect", "--format", "{{.State.ExitCode}}", container)).output).toBe("0");
    expect((await docker("logs", container)).output).toContain("database system is shut down");
  });

  /** Over the container's own address: only there does the server ask for a password. */
  const query = (container: string, password: string, sql: string) =>
    shell(
      container,
      `PGPASSWORD=${password} psql -XAtq --host "$(hostname -i)" --username someone --dbname things --command "${sql}"`,
    );
});

describe("redis:7", () => {
  const server = ["sh", "-c", "exec redis-server - <<END\ndir /data\nappendonly yes\nrequirepass right\nEND"];

  it("keeps a named volume as its own user, without capabilities", async () => {
    const options = [...hardened, "--user", "999:999", "--volume", `${await volume()}:/data`];
    const first = await start("redis:7", options, ...server);
    await until(first, "REDISCLI_AUTH=right redis-cli ping | grep PONG");
    expect((await shell(first, "redis-cli ping")).output).toContain("NOAUTH");
    await shell(first, "REDISCLI_AUTH=right redis-cli set answer 42");
    await docker("stop", first);

    const second = await start("redis:7", options, ...server);
    await until(second, "REDISCLI_AUTH=right redis-cli get answer | grep 42");
  });

  it("becomes its own user when root starts it through the entrypoint", async () => {
    const capabilities = ["CHOWN", "DAC_OVERRIDE", "SETGID", "SETUID"].flatMap((name) => ["--cap-add", name]);
    const options = [...hardened, ...capabilities, "--volume", `${await volume()}:/data`];
    const container = await start("redis:7", options, "redis-server", "--requirepass", "right");
    await until(container, "REDISCLI_AUTH=right redis-cli ping | grep PONG");
    expect((await shell(container, "grep ^Uid: /proc/1/status")).output).toMatch(/^Uid:\s+999\s/);
  });
});

describe("nginx:1.30", () => {
  const configuration = `
    pid /tmp/nginx.pid;
    events {}
    http {
      access_log /dev/stdout;
      client_body_temp_path /tmp/body; proxy_temp_path /tmp/proxy; fastcgi_temp_path /tmp/fastcgi;
      uwsgi_temp_path /tmp/uwsgi; scgi_temp_path /tmp/scgi;
      keepalive_min_timeout 2s;
      resolver 127.0.0.11;
      upstream followed { zone followed 64k; server elsewhere:8000 resolve; }
      server {
        listen 8080;
        location / { return 200 "served"; }
        location /followed { proxy_pass http://followed; }
      }
    }`;

  it("serves as nobody with a read-only root, and knows what the proxy's configuration needs", async () => {
    const mount = ["--volume", `${await volume(configuration)}:/etc/edge:ro`];
    const options = [...hardened, "--tmpfs", "/tmp", "--user", "65534:65534", ...mount];
    const container = await start("nginx:1.30", options, "nginx", "-c", "/etc/edge/value", "-g", "daemon off;");
    await until(container, "curl --fail --silent http://127.0.0.1:8080/ | grep served");
    expect((await shell(container, "nginx -t -c /etc/edge/value")).output).toContain("test is successful");
    expect((await docker("logs", container)).output).toContain('"GET / HTTP/1.1" 200');
  });
});

async function docker(...words: string[]) {
  const { all, exitCode = -1 } = await execa("docker", words, { all: true, reject: false, timeout: deadline });
  return { exitCode, output: all };
}

const once = (image: string, options: string[], ...command: string[]) =>
  docker("run", "--rm", "--label", label, ...options, image, ...command);

async function start(image: string, options: string[], ...command: string[]): Promise<string> {
  const { exitCode, output } = await docker("run", "--detach", "--label", label, ...options, image, ...command);
  expect(exitCode, output).toBe(0);
  return output;
}

const shell = (container: string, command: string) => docker("exec", container, "sh", "-c", command);

/** A new volume, empty or with one file named `value`. */
async function volume(text?: string): Promise<string> {
  const { output: name } = await docker("volume", "create", "--label", label);
  if (text === undefined) return name;
  const options = ["--volume", `${name}:/volume`, "--env", `TEXT=${text}`];
  await once("python:3.11-slim", options, "sh", "-c", 'printf %s "$TEXT" >/volume/value');
  return name;
}

async function until(container: string, command: string): Promise<void> {
  const end = Date.now() + deadline;
  let last = await shell(container, command);
  while (last.exitCode !== 0 && Date.now() < end) {
    await setTimeout(100);
    last = await shell(container, command);
  }
  if (last.exitCode === 0) return;
  const { output } = await docker("logs", container);
  throw new Error(`"${command}" still fails: ${last.output}\n${output}`);
}
