import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { secretsLearnedSince } from "./known-secrets.ts";
import { maskArguments, maskSecrets, maskValue, rememberSecret } from "./masking.ts";
import { createLog } from "./log.ts";

describe("a known secret", () => {
  it("never appears again, wherever it stands, also inside JSON and addresses", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 6, maxLength: 40 }).filter((secret) => !"***".includes(secret.trim()) && secret.trim().length >= 6),
        fc.string(),
        fc.string(),
        (secret, before, after) => {
          rememberSecret(secret);
          for (const text of [
            before + secret + after,
            JSON.stringify({ note: `${before}${secret}` }),
            `http://h/?q=${encodeURIComponent(secret)}`,
          ]) {
            const masked = maskSecrets(text);
            expect(masked).not.toContain(secret);
            expect(masked).not.toContain(JSON.stringify(secret).slice(1, -1));
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it("under six characters is too common to mask", () => {
    rememberSecret("a b c");
    expect(maskSecrets("a b c d")).toBe("a b c d");
  });
});

describe("what looks like a secret", () => {
  it.each([
    ["password=hunter2 next", "password=*** next"],
    ["DB_PASSWORD='it is' ok", "DB_PASSWORD='***' ok"],
    ['{"password":"hun\\"ter2","a":1}', '{"password":"***","a":1}'],
    ['{"msg":"{\\"api_key\\":\\"abc\\"} and"}', '{"msg":"{\\"api_key\\":\\"***\\"} and"}'],
    ["x-api-key: abc", "x-api-key: ***"],
    ["Authorization: Bearer abcdefghijkl", "Authorization: Bearer ***"],
    ["postgres://app:s3cret@db:5432/x", "postgres://app:***@db:5432/x"],
    ["key sk-abcdefghijklmnop end", "key *** end"],
    ["ghp_0123456789abcdef", "***"],
    ["t eyJhbGciOiJIUzI1.eyJzdWIiOiIx.c2lnbmF0dXJl t", "t *** t"],
    ["-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nafter", "***\nafter"],
    ["-----BEGIN PRIVATE KEY-----\ncut off", "***"],
    ["passwordless login works", "passwordless login works"],
    ["serve --token X1 --port 80", "serve --token *** --port 80"],
    ["redis-server --requirepass hunter --save ''", "redis-server --requirepass *** --save ''"],
    ["app --auth s3 --auth=s4 --api-key 'a b' end", "app --auth *** --auth=*** --api-key '***' end"],
    ['{"cmd":"app --db.password hunter"}', '{"cmd":"app --db.password ***"}'],
    ["run ['app', '--password', 'hunter', '-v']", "run ['app', '--password', '***', '-v']"],
    ['"[\\"app\\",\\"--token\\",\\"hunter\\"]"', '"[\\"app\\",\\"--token\\",\\"***\\"]"'],
    ['sh -c "redis-cli -h db -a hunter ping"', 'sh -c "redis-cli -h db -a *** ping"'],
    ["mysql -uroot -phunter -e 'select 1'", "mysql -uroot -p*** -e 'select 1'"],
    ["mysqldump -uroot -phunter db", "mysqldump -uroot -p*** db"],
    ["sshpass -p hunter ssh nas", "sshpass -p *** ssh nas"],
    ["passwd hunter2 set", "passwd *** set"],
    ["ENV DB_PASSWORD hunter2", "ENV DB_PASSWORD ***"],
    ["ALTER USER x WITH PASSWORD 'hunter'", "ALTER USER x WITH PASSWORD '***'"],
    ["Cookie: session=abc; theme=dark", "Cookie: ***"],
    ["Set-Cookie: sid=abc; Path=/; HttpOnly", "Set-Cookie: ***; HttpOnly"],
    ['{"Cookie":["session=abc"],"a":1}', '{"Cookie":["***"],"a":1}'],
    ["Authorization: ApiKey ab1", "Authorization: ApiKey ***"],
    ["authorization: 1a2b3c4d", "authorization: ***"],
    ["Authorization: Basic dTpw", "Authorization: Basic ***"],
    ["X-Api-Key: abc", "X-Api-Key: ***"],
    ['{"password":{"value":"hunter"},"b":"c"}', '{"password":{"value":"***"},"b":"c"}'],
    ['{"tokens":["a","b"],"c":"d"}', '{"tokens":["***","***"],"c":"d"}'],
    ['{"m":"{\\"password\\":{\\"value\\":\\"h\\"}}","b":"c"}', '{"m":"{\\"password\\":{\\"value\\":\\"***\\"}}","b":"c"}'],
    ["basicauth.users=bob:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/", "basicauth.users=bob:***"],
    ["bob:$$2y$$05$$r3J4d3VepzFkedkd/q1vI.pBIYSqjfN0qOARV9ScUHysatnS0cL2e", "bob:***"],
    ["$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b2dWRWJTmaaqqq", "***"],
    ["bob:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=", "bob:***"],
    ["token=", "token="],
    ["app --token-file /run/token --password-stdin x", "app --token-file /run/token --password-stdin x"],
    ["passwd: password updated successfully", "passwd: password updated successfully"],
    ["token expired", "token expired"],
    ["token: expired", "token: expired"],
    ["git log --author Jane", "git log --author Jane"],
    ["llm --max-tokens 4096 --tokenizer bpe", "llm --max-tokens 4096 --tokenizer bpe"],
    ["mongod --auth --port 27017", "mongod --auth --port 27017"],
    ["the --password option is missing", "the --password option is missing"],
    ["password authentication failed for user x", "password authentication failed for user x"],
    ["tar -a x; mkdir -p /var/lib/mysql", "tar -a x; mkdir -p /var/lib/mysql"],
    ["authorization: user is not allowed", "authorization: user is not allowed"],
    ["cookie: disabled, costs $1$ or $2", "cookie: disabled, costs $1$ or $2"],
    ["the tokenizer is fast", "the tokenizer is fast"],
  ])("%s", (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });

  it("is masked once: masking again changes nothing", () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "password=",
        '"token":',
        "'",
        '"',
        "\\",
        "Bearer ",
        "abcdefgh",
        "secret: ",
        "a://u:p@h",
        "eyJ",
        ".",
        "sk-",
        "--token ",
        "--auth=",
        "redis-cli ",
        "mysql ",
        " -a ",
        " -p",
        "PASSWORD ",
        "Cookie: ",
        "a=1; ",
        "Authorization: ",
        "$2y$",
        '":{"',
        '["',
        " ",
        "\n",
        "***",
        "{",
        "}",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const masked = maskSecrets(pieces.join(""));
        expect(maskSecrets(masked)).toBe(masked);
      }),
      { numRuns: 2_000 },
    );
  });

  it("leaves JSON that still can be read, where no text in it ends like an assignment", () => {
    const plain = fc.string().filter((value) => !/[:=]\s*$/.test(value));
    const key = fc.oneof(plain, fc.constantFrom("password", "tokens", "api_key", "secretName", "credential"));
    fc.assert(
      fc.property(fc.dictionary(key, fc.oneof(plain, fc.integer(), fc.boolean(), fc.constant(null), fc.array(plain))), (value) => {
        expect(() => JSON.parse(maskSecrets(JSON.stringify(value)))).not.toThrow();
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    "eyJ-",
    "_",
    "1password",
    "_password_",
    'token="',
    "token='\\",
    "token=\\",
    "\\",
    "a://",
    "Bearer ",
    "-----BEGIN PRIVATE KEY ",
    "-----BEGIN A",
    ".token.",
    "secret-",
    "password:   ",
    "sk-",
    "a:b@",
    "\"'",
    "--token ",
    "-",
    "--a-token",
    "redis-cli ",
    "redis-cli -a",
    "mysql -",
    "password 1",
    "requirepass ",
    "Cookie: a=b;",
    "Cookie: ",
    "authorization: ",
    "$2y$",
    '"token":{',
    '"token":["',
    '\\"token\\":[\\"',
  ])("takes time in proportion to the text, not more: %j", (piece) => {
    const time = (length: number): number => {
      const text = piece.repeat(Math.ceil(length / piece.length));
      const started = process.cpuUsage().user;
      maskSecrets(text);
      return (process.cpuUsage().user - started) / 1_000;
    };
    time(10_000);
    // Sixteen times the text may take sixteen times as long; a quadratic pattern would take 256 times, here minutes.
    expect(time(800_000)).toBeLessThan(3_000 + 100 * time(50_000));
  });
});

describe("a command as a list", () => {
  it.each([
    [
      ["redis-server", "--requirepass", "X"],
      ["redis-server", "--requirepass", "***"],
    ],
    [
      ["CMD", "redis-cli", "-a", "X", "ping"],
      ["CMD", "redis-cli", "-a", "***", "ping"],
    ],
    [
      ["/usr/bin/mysql", "-uroot", "-pX"],
      ["/usr/bin/mysql", "-uroot", "-p***"],
    ],
    [
      ["CMD-SHELL", "mysqladmin ping -pX"],
      ["CMD-SHELL", "mysqladmin ping -p***"],
    ],
    [
      ["app", "--token=X", "--password", "a b"],
      ["app", "--token=***", "--password", "***"],
    ],
    [
      ["mongod", "--auth", "--port", "27017"],
      ["mongod", "--auth", "--port", "27017"],
    ],
    [
      ["app", "--token-file", "/run/x", "-p", "80"],
      ["app", "--token-file", "/run/x", "-p", "80"],
    ],
    [
      ["mkdir", "-p", "/x"],
      ["mkdir", "-p", "/x"],
    ],
  ])("%j", (argv, masked) => {
    expect(maskArguments(argv)).toEqual(masked);
    expect(maskArguments(masked)).toEqual(masked);
  });
});

function value(index: number): string {
  return `passing-value-${String(index).padStart(5, "0")}`;
}

describe("what was seen in passing", () => {
  it("is forgotten for newer values, oldest first; Hydra's own never are", () => {
    rememberSecret("one-of-its-own");
    const { serial } = secretsLearnedSince(0);
    for (let index = 0; index < 2_000; index += 1) rememberSecret(value(index), { isPassing: true });
    rememberSecret(value(0), { isPassing: true });
    rememberSecret(value(2_000), { isPassing: true });
    expect(maskSecrets(`${value(0)} ${value(1)} ${value(2)} ${value(2_000)} one-of-its-own`)).toBe(`*** ${value(1)} *** *** ***`);
    const learned = secretsLearnedSince(serial);
    expect(learned.secrets).toHaveLength(2_000);
    expect(secretsLearnedSince(learned.serial).secrets).toEqual([]);
  });
});

describe("a value", () => {
  it("loses the fields named like a secret, at any depth, and keeps the rest", () => {
    expect(
      maskValue({
        user: "ann",
        password: "x",
        pin: 1234,
        nested: [{ apiKey: "k", on: true }],
        secrets: { a: "b" },
        token: null,
        hasToken: false,
      }),
    ).toEqual({
      user: "ann",
      password: "***",
      pin: "***",
      nested: [{ apiKey: "***", on: true }],
      secrets: "***",
      token: null,
      hasToken: false,
    });
  });

  it("keeps hostile names as names", () => {
    const hostile: unknown = JSON.parse('{"__proto__":{"password":"x"},"constructor":1}');
    const masked = maskValue(hostile) as object;
    expect(Object.keys(masked)).toEqual(["__proto__", "constructor"]);
    expect(JSON.stringify(masked)).toBe('{"__proto__":{"password":"***"},"constructor":1}');
    expect(({} as Record<string, unknown>)["password"]).toBeUndefined();
  });

  it("of any kind is taken, and nothing is masked twice", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const masked = maskValue(value);
        expect(maskValue(masked)).toEqual(masked);
      }),
    );
  });

  it("that is nested endlessly ends", () => {
    const deep: unknown = JSON.parse(`${"[".repeat(50_000)}${"]".repeat(50_000)}`);
    expect(JSON.stringify(maskValue(deep))).toContain("nested too deeply");
  });
});

describe("the log", () => {
  it("writes one line of JSON, whatever is said", () => {
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("enter password:", 'token="', "secret='", "\n", "{"));
    fc.assert(
      fc.property(text, text, (message, field) => {
        const lines: string[] = [];
        createLog("info", (line) => lines.push(line)).info({ field, list: [field] }, message);
        expect(lines).toHaveLength(1);
        expect(lines[0]?.trimEnd().includes("\n")).toBe(false);
        expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: "info", list: [expect.any(String)] });
      }),
    );
  });

  it("writes one line of JSON without a secret", () => {
    const lines: string[] = [];
    const log = createLog("info", (line) => lines.push(line));
    log.info({ token: "abcdef", url: "http://u:pw12345@h", nested: { password: "x" }, note: 'api_key="k1 k2"' }, "started with secret=s3");
    const line = JSON.parse(lines[0] ?? "") as Record<string, unknown>;
    expect(line).toMatchObject({ level: "info", token: "***", url: "http://u:***@h", nested: { password: "***" } });
    expect(lines[0]).not.toMatch(/abcdef|pw12345|k1 k2|s3/);
  });
});
