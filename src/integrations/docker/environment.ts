/** What the environment says about engines, in the names that Docker's own programs read: somebody who set them expects them to count. */
export interface DockerEnvironment {
  dockerHost: string | undefined;
  tlsVerify: string | undefined;
  certPath: string | undefined;
  /** Where a rootless engine of this user puts its socket. */
  runtimeDir: string | undefined;
}

export function readDockerEnvironment(): DockerEnvironment {
  return {
    dockerHost: process.env["DOCKER_HOST"] || undefined,
    tlsVerify: process.env["DOCKER_TLS_VERIFY"] || undefined,
    certPath: process.env["DOCKER_CERT_PATH"] || undefined,
    runtimeDir: process.env["XDG_RUNTIME_DIR"] || undefined,
  };
}
