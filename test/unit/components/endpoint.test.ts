import { describe, expect, it } from "vitest";
import { endpointOf } from "../../../components/endpoint";

describe("A Docker address", () => {
  it.each([
    ["unix:///var/run/docker.sock", { path: "/var/run/docker.sock" }],
    ["ssh://deploy@staging.example.com", { host: "staging.example.com", port: 22 }],
    ["ssh://deploy@10.0.0.7:2222", { host: "10.0.0.7", port: 2222 }],
    ["tcp://10.0.0.7:2375", { host: "10.0.0.7", port: 2375 }],
    ["tcp://[2001:db8::7]:2375", { host: "2001:db8::7", port: 2375 }],
    ["tcp://docker", { host: "docker", port: 2375 }],
  ])("%s listens at %j", (address, endpoint) => {
    expect(endpointOf(address)).toStrictEqual(endpoint);
  });
});
