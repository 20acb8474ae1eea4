export interface MountEntry {
  device: string;
  mount: string;
  fileSystem: string;
}

/** The lines of /proc/mounts; `\040` and its like stand for blanks, tabs, newlines and backslashes in names. */
export function parseMounts(mounts: string): MountEntry[] {
  return mounts.split("\n").flatMap((line) => {
    const [device, mount, fileSystem] = line.split(" ");
    if (device === undefined || mount === undefined || fileSystem === undefined || !mount.startsWith("/")) return [];
    return [{ device: unescapeOctal(device), mount: unescapeOctal(mount), fileSystem }];
  });
}

function unescapeOctal(text: string): string {
  return text.replaceAll(/\\([0-3][0-7]{2})/g, (_, octal: string) => String.fromCodePoint(Number.parseInt(octal, 8)));
}

/** File systems that hold data on a local disk without naming a device below /dev. */
const POOLED = new Set(["zfs", "bcachefs"]);
/** Not a disk whatever device they name: images are counted where they lie, the others hold nothing or what others hold. */
const NO_DISK = new Set(["squashfs", "iso9660", "udf", "erofs", "tmpfs", "devtmpfs", "ramfs", "overlay", "aufs"]);

/**
 * The mounts that are disks: one for each device, a bind mount or subvolume not twice, a zfs pool once. Network file
 * systems are left out: asking a dead server for its free space can block for minutes.
 */
export function realDisks(entries: readonly MountEntry[]): MountEntry[] {
  const byDevice = new Map<string, MountEntry>();
  for (const entry of entries) {
    const disk = diskOf(entry);
    if (disk === null) continue;
    const known = byDevice.get(disk);
    // The shortest path is the one a person knows the disk by: "/" rather than a bind mount below it.
    if (known === undefined || entry.mount.length < known.mount.length) byDevice.set(disk, entry);
  }
  return [...byDevice.values()].toSorted((a, b) => (a.mount < b.mount ? -1 : 1));
}

function diskOf({ device, fileSystem }: MountEntry): string | null {
  if (NO_DISK.has(fileSystem)) return null;
  if (POOLED.has(fileSystem)) return `${fileSystem}:${device.split(/[/@]/)[0]}`;
  if (!device.startsWith("/dev/") || device.startsWith("/dev/loop") || device === "/dev/fuse") return null;
  return device;
}
