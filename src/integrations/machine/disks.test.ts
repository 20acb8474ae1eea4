import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseMounts, realDisks } from "./disks.ts";

const MOUNTS = `proc /proc proc rw 0 0
/dev/nvme0n1p2 /var/lib/docker/volumes/x ext4 rw 0 0
/dev/nvme0n1p2 / ext4 rw 0 0
/dev/nvme0n1p1 /boot/efi vfat rw 0 0
overlay /var/lib/docker/overlay2/abc/merged overlay rw 0 0
tmpfs /run tmpfs rw 0 0
/dev/loop3 /snap/core/1 squashfs ro 0 0
tank /tank zfs rw 0 0
tank/media /tank/media zfs rw 0 0
/dev/sda1 /mnt/My\\040Disk xfs rw 0 0
/dev/sdb1 /mnt/sub btrfs rw,subvol=/b 0 0
/dev/sdb1 /mnt/b btrfs rw,subvol=/ 0 0
nas:/export /mnt/nas nfs4 rw 0 0
/dev/fuse /etc/pve fuse rw 0 0
`;

function escape(text: string): string {
  return text.replaceAll(/[ \t\n\\]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`);
}

describe("disks", () => {
  test("each disk once, by its shortest mount; nothing that is no disk", () => {
    expect(realDisks(parseMounts(MOUNTS)).map(({ mount }) => mount)).toEqual(["/", "/boot/efi", "/mnt/My Disk", "/mnt/b", "/tank"]);
  });

  test("any name survives the kernel's escapes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii" }), (name) => {
        const [entry] = parseMounts(`/dev/sda1 ${escape(`/${name}`)} ext4 rw 0 0\n`);
        expect(entry).toEqual({ device: "/dev/sda1", mount: `/${name}`, fileSystem: "ext4" });
      }),
    );
  });

  test("whatever is mounted, a device comes once and only as a file system that holds data", () => {
    const row = fc.tuple(
      fc.constantFrom("/dev/a", "/dev/b"),
      fc.stringMatching(/^[a-z/]{0,9}$/),
      fc.constantFrom("ext4", "xfs", "tmpfs", "squashfs"),
    );
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const disks = realDisks(parseMounts(rows.map(([device, path, type]) => `${device} /${path} ${type} rw 0 0`).join("\n")));
        const holding = rows.filter(([, , type]) => type === "ext4" || type === "xfs").map(([device]) => device);
        expect(disks.map(({ device }) => device).toSorted()).toEqual([...new Set(holding)].toSorted());
      }),
    );
  });

  test("no text makes it fail or name a relative mount", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(realDisks(parseMounts(text)).every(({ mount }) => mount.startsWith("/"))).toBe(true);
      }),
    );
  });
});
