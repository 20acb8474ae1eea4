import { describe, expect, test } from "vitest";
import { secretValuesOf } from "./environment-secrets.ts";

describe("values of an environment", () => {
  test.each([
    ["DB_PASSWORD=hunter2", "hunter2"],
    ["API_TOKEN=abc=def", "abc=def"],
    ["DB_PASS=supersecret", "supersecret"],
    ["DATABASE_URL=postgres://app:s3cret9@db/x", "s3cret9"],
    ["JWT_SECRET=/aB3+d9==", "/aB3+d9=="],
  ])("%s is to be hidden", (pair, value) => {
    expect(secretValuesOf([pair], ["web", "nginx"])).toEqual([value]);
  });
  test.each([
    "DB_PASSWORD=short",
    "DB_PASSWORD=",
    "DB_PASSWORD",
    "DB_PASSWORD_FILE=/run/secrets/db",
    "DB_PASSWORD=/run/secrets/db",
    "TOKEN_TTL=1000000",
    "MAX_TOKENS=1000000",
    "TOKEN_EXPIRES=3600000s",
    "POSTGRES_PASSWORD=postgres",
    "SECRET=changeme",
    "SECRET_MODE=disabled",
    "COMPASS=northern",
    "HOME=/home/somebody",
  ])("%s is not", (pair) => {
    expect(secretValuesOf([pair], ["web", "nginx"])).toEqual([]);
  });
  test("a word that the container bears openly is not hidden: it would be gone from every line about it", () => {
    expect(secretValuesOf(["POSTGRES_PASSWORD=immich", "POSTGRES_DB=immich"], ["db", "postgres"])).toEqual([]);
    expect(secretValuesOf(["POSTGRES_PASSWORD=immich"], ["immich-db", "postgres"])).toEqual([]);
    expect(secretValuesOf(["POSTGRES_PASSWORD=immich"], ["db", "postgres"])).toEqual(["immich"]);
  });
});
