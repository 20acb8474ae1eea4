/** Real programs that some tests talk to. `./hydra test` finds or starts them and tells their addresses by environment. */
export const PEERS = {
  /** `unix:///path` of a Docker engine that has BUSYBOX_IMAGE. */
  docker: "HYDRA_TEST_DOCKER",
  /** `http://127.0.0.1:PORT` of a Prometheus that scrapes itself and, where there is one, a node exporter, each second. */
  prometheus: "HYDRA_TEST_PROMETHEUS",
  /** `redis://127.0.0.1:PORT`, without a password. */
  redis: "HYDRA_TEST_REDIS",
  /** `postgres://hydra@127.0.0.1:PORT/postgres`; everybody on loopback is trusted. */
  postgres: "HYDRA_TEST_POSTGRES",
  /** `ssh://USER@127.0.0.1:PORT?identity=FILE&knownHosts=FILE`. */
  sshd: "HYDRA_TEST_SSHD",
  /** Path of a folder in which node-llama-cpp is installed. */
  llama: "HYDRA_TEST_LLAMA",
  /** Path of a Chromium. */
  chromium: "HYDRA_TEST_CHROMIUM",
} as const;

export type Peer = keyof typeof PEERS;

/**
 * The address of a real peer, or null when it is not there: skip the test by name (`describe.skipIf(peer("docker") === null)`).
 * With HYDRA_TEST_REQUIRE_PEERS=true a missing one fails instead.
 */
export function peer(name: Peer): string | null {
  const address = process.env[PEERS[name]];
  if (address !== undefined && address !== "") return address;
  if (process.env["HYDRA_TEST_REQUIRE_PEERS"] === "true") throw new Error(`the peer "${name}" is missing: ${PEERS[name]} is not set`);
  return null;
}

/** A small image with busybox in the test engine; every test container carries the label `hydra.test`. */
export const BUSYBOX_IMAGE = "hydra-test/busybox:1";
