import { describe, expect, it } from "vitest";
import { docsAnswer } from "./index.ts";

describe("the docs page", () => {
  it("serves every file that it refers to, and those refer to no other host", async () => {
    const html = await docsAnswer("/docs")?.text();
    const wanted = [...(html ?? "").matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] as string);
    expect(wanted).toContain("/docs/swagger-ui-bundle.js");
    const unserved = wanted.filter((path) => path.startsWith("/docs") && docsAnswer(path)?.status !== 200);
    expect(unserved).toEqual([]);
    expect(wanted.filter((path) => !path.startsWith("/docs"))).toEqual(["/openapi.json"]);
  });

  it("has no inline script or style, and a policy that forbids both", async () => {
    const answer = docsAnswer("/docs/");
    const html = await answer?.text();
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/);
    const policy = answer?.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain("unsafe");
  });

  it("answers nothing else", () => {
    for (const path of ["/docs/index.html", "/docs/../package.json", "/docs/start.ts", "/"]) expect(docsAnswer(path)).toBeUndefined();
  });
});
