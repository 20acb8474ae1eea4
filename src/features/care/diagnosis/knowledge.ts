import { DNS } from "./signs/network/dns.ts";
import { CONNECTION_REFUSED } from "./signs/network/connection-refused.ts";
import { TLS_CERT } from "./signs/network/tls-cert.ts";
import { RATE_LIMITED } from "./signs/network/rate-limited.ts";
import { TIMEOUT } from "./signs/network/timeout.ts";
import { DISK_FULL } from "./signs/resource/disk-full.ts";
import { OUT_OF_MEMORY } from "./signs/resource/out-of-memory.ts";
import { PORT_CONFLICT } from "./signs/resource/port-conflict.ts";
import { GPU_OOM } from "./signs/inference/gpu-oom.ts";
import { GPU_DRIVER } from "./signs/inference/gpu-driver.ts";
import { MODEL_MISSING } from "./signs/inference/model-missing.ts";
import { CONFIG_ERROR } from "./signs/configuration/config-error.ts";
import { HEALTHCHECK_BROKEN } from "./signs/configuration/healthcheck-broken.ts";
import { PLATFORM_MISMATCH } from "./signs/configuration/platform-mismatch.ts";
import { VERSION_MISMATCH } from "./signs/configuration/version-mismatch.ts";
import { CRASH_LOOP } from "./signs/configuration/crash-loop.ts";
import { PERMISSION } from "./signs/permission/permission.ts";
import { AUTH_FAILED } from "./signs/permission/auth-failed.ts";
import { CORRUPT_DATA } from "./signs/data/corrupt-data.ts";
import { DEPENDENCY_DOWN } from "./signs/dependency/dependency-down.ts";
import { PROGRAM_ERROR } from "./signs/unknown/program-error.ts";
import { OTHER_LANGUAGES } from "./signs/other-languages.ts";
import type { Signs } from "./signs/sign.ts";

/** Everything that Hydra knows about how services say what is wrong. */
export const SIGNS: readonly Signs[] = [
  DNS,
  CONNECTION_REFUSED,
  TLS_CERT,
  RATE_LIMITED,
  TIMEOUT,
  DISK_FULL,
  OUT_OF_MEMORY,
  PORT_CONFLICT,
  GPU_OOM,
  GPU_DRIVER,
  MODEL_MISSING,
  CONFIG_ERROR,
  HEALTHCHECK_BROKEN,
  PLATFORM_MISMATCH,
  VERSION_MISMATCH,
  CRASH_LOOP,
  PERMISSION,
  AUTH_FAILED,
  CORRUPT_DATA,
  DEPENDENCY_DOWN,
  PROGRAM_ERROR,
  ...OTHER_LANGUAGES,
];
