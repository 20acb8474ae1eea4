import { describe, expect, it } from "vitest";
import { discoverHosts } from "./address.ts";

describe("a DOCKER_HOST that is no address", () => {
  it.each(["garbage", "npipe:////./pipe/docker_engine", "tcp://"])("%j is named with what an address looks like", (dockerHost) => {
    const env = { dockerHost, tlsVerify: undefined, certPath: undefined, runtimeDir: undefined };
    expect(() => discoverHosts(env, 1_000, () => false)).toThrow(
      `DOCKER_HOST is "${dockerHost}", which is no address: use unix://, tcp:// or ssh://.`,
    );
  });
});
