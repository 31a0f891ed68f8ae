import { describe, expect, it } from "vitest";
import { noRoom } from "../../../actions/roomReport";
import { GiB } from "../../../settings/sizes";

const refused = {
  stack: "staging",
  coming: [
    { name: "ghcr.io/acme/api@sha256:2", bytes: 0.25 * GiB, like: "ghcr.io/acme/api@sha256:1" },
    { name: "postgres:15", bytes: GiB },
  ],
  reserveBytes: 1.5 * GiB,
  space: { host: "vm-1", folder: "/var/lib/docker", free: 1.98 * GiB },
  removed: ["image ghcr.io/acme/api@sha256:0", "image ghcr.io/acme/bot@sha256:0"],
};

describe("The message of a disk with too little room (unit)", () => {
  it("says what is needed and free, where, what was removed, and how to mend it", () => {
    expect(noRoom(refused)).toBe(
      `the disk of vm-1 has too little room for the images of this deploy; nothing was built or pulled
  needed:  2.8 GiB in /var/lib/docker
    0.3 GiB ghcr.io/acme/api@sha256:2, as large as ghcr.io/acme/api@sha256:1
    1.0 GiB postgres:15, a guess: the host has none of its repository
    1.5 GiB to stay free (roadstead:diskReserve)
  free:    2.0 GiB
  removed: image ghcr.io/acme/api@sha256:0, image ghcr.io/acme/bot@sha256:0
  fix:     on vm-1, free some of what \`docker system df\` lists (\`docker image prune\`), or give it a larger disk,
           or let less stay free: bin/pulumi config set diskReserve 500m --stack staging (0 for no check)`,
    );
  });

  it("says that nothing was there to remove", () => {
    expect(noRoom({ ...refused, removed: [] })).toContain(
      "\n  removed: nothing; every image of the stack is in use or of the newest five releases\n",
    );
  });
});
