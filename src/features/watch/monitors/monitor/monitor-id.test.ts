import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { identityOf } from "../../../../integrations/docker/identity.ts";
import { monitorId } from "./monitor.ts";

describe("the id of a monitor", () => {
  test("is the shared key, readable in a path", () => {
    const labels = { "com.docker.compose.project": "media", "com.docker.compose.service": "web" };
    expect(monitorId(identityOf("tower", { name: "media-web-1", labels }))).toBe("tower:media:web");
    expect(monitorId(identityOf("tower", { name: "vaultwarden", labels: {} }))).toBe("tower::vaultwarden");
    expect(monitorId({ key: "my:tower//a b" })).toBe("my%3Atower::a%20b");
  });

  test("whatever a label says, it is one segment of a path, and only equal keys share it", () => {
    const key = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(key, key, (one, other) => {
        const id = monitorId({ key: one });
        expect(id).toMatch(/^[^/?#\s]*$/);
        expect(decodeURIComponent(id.replaceAll(":", "%2F"))).toBe(one.toWellFormed());
        expect(id === monitorId({ key: other })).toBe(one.toWellFormed() === other.toWellFormed());
      }),
    );
    expect(monitorId({ key: "tower//\uD800" })).toBe("tower::%EF%BF%BD");
  });
});
