/**
 * Completes package-lock.json: `node deploy/complete-lock.ts`, after each `npm install` of a new dependency.
 *
 * npm leaves an optional package out of the lock when the registry in use does not serve it (a mirror often lacks the
 * builds for other systems), and then `npm ci` refuses that very lock. Each one is named here with the systems that its
 * name tells, so that npm knows it and passes over it where it does not fit.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface LockedPackage {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

export type Packages = Record<string, LockedPackage>;

const SYSTEMS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const PROCESSORS = ["arm64", "x64", "ia32", "ppc64", "s390x", "riscv64", "loong64", "mips64el", "wasm32", "arm"];

/** The optional packages that some package asks for and the lock does not hold. Pure. */
export function missingOptionalPackages(packages: Packages): Packages {
  const missing: Packages = {};
  for (const [path, { dev, optionalDependencies }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies ?? {})) {
      const place = `node_modules/${name}`;
      if (packages[place] !== undefined || packages[`${path}/${place}`] !== undefined) continue;
      missing[place] = { version, ...(dev === true && { dev }), optional: true, ...systemsOf(name) };
    }
  }
  return missing;
}

/** What a name such as `binding-linux-arm64-musl` says. A package whose name tells no processor fits everywhere. */
function systemsOf(name: string): Pick<LockedPackage, "os" | "cpu" | "libc"> {
  const words = name.slice(name.lastIndexOf("/") + 1).split("-");
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  const libc = words.some((word) => word.startsWith("musl")) ? "musl" : words.some((word) => word.startsWith("gnu")) ? "glibc" : undefined;
  return { ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }), ...(os && { os: [os] }) };
}

if (import.meta.main) {
  const file = join(import.meta.dirname, "../package-lock.json");
  const lock = JSON.parse(readFileSync(file, "utf8")) as { packages: Packages };
  const missing = missingOptionalPackages(lock.packages);
  const entries = Object.entries({ ...lock.packages, ...missing }).toSorted(([a], [b]) => (a < b ? -1 : 1));
  lock.packages = Object.fromEntries(entries);
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  process.stdout.write(`${Object.keys(missing).length} packages added\n`);
}
