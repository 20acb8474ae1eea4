import { timingSafeEqual } from "node:crypto";
import { chmodSync, existsSync, lstatSync, readFileSync, writeFileSync } from "node:fs";
import type { Kysely } from "kysely";
import { personCaller, type Caller } from "./caller.ts";
import { sha256 } from "./canonical.ts";
import type { Clock } from "./clock.ts";
import { HydraError } from "./errors.ts";
import type { Migration } from "./feature.ts";
import { newId, newSecret } from "./ids.ts";
import { rememberSecret } from "./secrets.ts";
import type { Store } from "./store/store.ts";

/** A program's token as it is listed: never the token itself. */
export interface IssuedToken {
  id: string;
  name: string;
  kind: "program" | "model";
  scopes: string[];
  createdAt: number;
  lastUsedAt: number | null;
  expiresAt: number | null;
}

interface TokenTables {
  access_tokens: {
    id: string;
    name: string;
    kind: "program" | "model";
    scopes: string;
    token_digest: string;
    created_at: number;
    last_used_at: number | null;
    expires_at: number | null;
  };
  access_sessions: SessionRow;
}

interface SessionRow {
  token_digest: string;
  page_key_digest: string;
  user_id: string;
  created_at: number;
  expires_at: number;
}

/**
 * What a browser has to show, both at once. The token travels in a cookie, and cookies know no ports: every web app on
 * this machine is sent it. The page's key stays with the page's own origin.
 */
export interface SessionSecrets {
  token: string;
  pageKey: string;
}

export const tokenMigrations: readonly Migration[] = [
  {
    name: "tokens and browser sessions",
    async up(db: Kysely<TokenTables>) {
      await db.schema
        .createTable("access_tokens")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("name", "text", (column) => column.notNull().unique())
        .addColumn("kind", "text", (column) => column.notNull())
        .addColumn("scopes", "text", (column) => column.notNull())
        .addColumn("token_digest", "text", (column) => column.notNull().unique())
        .addColumn("created_at", "integer", (column) => column.notNull())
        .addColumn("last_used_at", "integer")
        .addColumn("expires_at", "integer")
        .execute();
      await db.schema
        .createTable("access_sessions")
        .addColumn("token_digest", "text", (column) => column.primaryKey())
        .addColumn("page_key_digest", "text", (column) => column.notNull())
        .addColumn("user_id", "text", (column) => column.notNull())
        .addColumn("created_at", "integer", (column) => column.notNull())
        .addColumn("expires_at", "integer", (column) => column.notNull())
        .execute();
    },
  },
];

const OWNER = "owner";
const LOGIN_CODE_MS = 15 * 60_000;
const SESSION_MS = 30 * 86_400_000;
const TOUCH_EVERY_MS = 60_000;

/** Read the secret in a 0600 file, or make one. */
export function readOrCreateTokenFile(path: string): string {
  // What a link points at is somebody else's file: neither its content nor its mode is Hydra's to touch.
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true)
    throw new HydraError(
      "conflict",
      `The token file ${path} is a symbolic link. Delete the link and start Hydra again: it makes a file of its own.`,
    );
  if (!existsSync(path)) writeFileSync(path, `${newSecret()}\n`, { mode: 0o600, flag: "wx" });
  chmodSync(path, 0o600);
  const token = readFileSync(path, "utf8").trim();
  // It has to travel in a header: an empty, cut or overwritten file would lock everybody out without a word.
  if (!/^[\x21-\x7e]{32,}$/.test(token))
    throw new HydraError("conflict", `The token file ${path} is damaged. Delete it and start Hydra again: it makes a new one.`);
  rememberSecret(token);
  return token;
}

/**
 * Who bears which token. The owner's local token (a 0600 file) and browser sessions are a person; named tokens are
 * programs or models with scopes. Only digests are stored.
 */
export class Tokens {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #localDigest: Buffer;
  readonly #scrapeDigest: Buffer;
  /** Tokens and sessions seen lately, by digest, so that a call costs no query. Emptied by every change. */
  readonly #seen = new Map<string, { caller: Caller; expiresAt: number | null; id: string | null; touchedAt: number }>();
  readonly #seenSessions = new Map<string, SessionRow>();
  readonly #loginCodes = new Map<string, number>();
  /** Counts revocations, so that a look that was under way meanwhile is not remembered. */
  #revocations = 0;

  constructor(store: Store, clock: Clock, localToken: string, scrapeToken: string) {
    this.#store = store;
    this.#clock = clock;
    this.#localDigest = Buffer.from(sha256(localToken));
    this.#scrapeDigest = Buffer.from(sha256(scrapeToken));
  }

  /** The caller behind a bearer token, or null. The token of a session is none. */
  async callerOf(token: string): Promise<Caller | null> {
    const digest = sha256(token);
    const bytes = Buffer.from(digest);
    if (timingSafeEqual(bytes, this.#localDigest)) return personCaller(OWNER);
    if (timingSafeEqual(bytes, this.#scrapeDigest))
      return { kind: "program", id: "program:scrape", userId: null, scopes: ["metrics.read"] };
    const now = this.#clock.now();
    const revocations = this.#revocations;
    const known = this.#seen.get(digest) ?? (await this.#look(digest));
    if (known === undefined || (known.expiresAt !== null && known.expiresAt <= now)) return null;
    if (this.#seen.size > 1_000) this.#seen.clear();
    if (revocations === this.#revocations) this.#seen.set(digest, known);
    if (known.id !== null && now - known.touchedAt > TOUCH_EVERY_MS) {
      known.touchedAt = now;
      const { id } = known;
      // Only a note for the owner; a call must not wait for it or fail with it.
      this.#store
        .commit<TokenTables, unknown>((trx) => trx.updateTable("access_tokens").set({ last_used_at: now }).where("id", "=", id).execute())
        .catch(() => undefined);
    }
    return known.caller;
  }

  async #look(digest: string): Promise<{ caller: Caller; expiresAt: number | null; id: string | null; touchedAt: number } | undefined> {
    const db = this.#store.tables<TokenTables>();
    const token = await db.selectFrom("access_tokens").selectAll().where("token_digest", "=", digest).executeTakeFirst();
    if (token === undefined) return undefined;
    const caller: Caller = {
      kind: token.kind,
      id: `${token.kind}:${token.name}`,
      userId: null,
      scopes: JSON.parse(token.scopes) as string[],
    };
    return { caller, expiresAt: token.expires_at, id: token.id, touchedAt: 0 };
  }

  /** The person behind a browser session, or null: also when only one of its two secrets is right. */
  async callerOfSession({ token, pageKey }: SessionSecrets): Promise<Caller | null> {
    const digest = sha256(token);
    const revocations = this.#revocations;
    const session = this.#seenSessions.get(digest) ?? (await this.#lookForSession(digest));
    if (session === undefined || session.expires_at <= this.#clock.now()) return null;
    if (this.#seenSessions.size > 1_000) this.#seenSessions.clear();
    if (revocations === this.#revocations) this.#seenSessions.set(digest, session);
    const isItsPage = timingSafeEqual(Buffer.from(sha256(pageKey)), Buffer.from(session.page_key_digest));
    return isItsPage ? personCaller(session.user_id) : null;
  }

  #lookForSession(digest: string): Promise<SessionRow | undefined> {
    const sessions = this.#store.tables<TokenTables>().selectFrom("access_sessions");
    return sessions.selectAll().where("token_digest", "=", digest).executeTakeFirst();
  }

  /** The caller as its rights are now (a token may be gone or narrowed since it asked); null when it has none any more. */
  async refresh(caller: Caller): Promise<Caller | null> {
    // A person's own rights, also in the hands of a model, come from no token in the table.
    if (caller.userId !== null || caller.kind === "hydra" || caller.id === "program:scrape") return caller;
    const name = caller.id.slice(caller.id.indexOf(":") + 1);
    const row = await this.#store.tables<TokenTables>().selectFrom("access_tokens").selectAll().where("name", "=", name).executeTakeFirst();
    if (row === undefined || (row.expires_at !== null && row.expires_at <= this.#clock.now())) return null;
    return { ...caller, scopes: JSON.parse(row.scopes) as string[] };
  }

  /** Make a token for a program or a model. It is shown this once. */
  async issue(
    name: string,
    kind: "program" | "model",
    scopes: string[],
    expiresAt: number | null,
  ): Promise<{ token: string; issued: IssuedToken }> {
    const now = this.#clock.now();
    const token = `hydra_${newSecret()}`;
    rememberSecret(token);
    const issued: IssuedToken = { id: newId("token", now), name, kind, scopes, createdAt: now, lastUsedAt: null, expiresAt };
    await this.#store.commit<TokenTables, unknown>(async (trx) => {
      const same = await trx.selectFrom("access_tokens").select("id").where("name", "=", name).executeTakeFirst();
      if (same !== undefined || name === OWNER || name === "scrape")
        throw new HydraError("conflict", `There is already a token named ${name}. Revoke it first or choose another name.`);
      await trx
        .insertInto("access_tokens")
        .values({
          id: issued.id,
          name,
          kind,
          scopes: JSON.stringify(scopes),
          token_digest: sha256(token),
          created_at: now,
          last_used_at: null,
          expires_at: expiresAt,
        })
        .execute();
    });
    return { token, issued };
  }

  async list(): Promise<IssuedToken[]> {
    const rows = await this.#store.tables<TokenTables>().selectFrom("access_tokens").selectAll().orderBy("created_at").execute();
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      kind: row.kind,
      scopes: JSON.parse(row.scopes) as string[],
      createdAt: row.created_at,
      lastUsedAt: row.last_used_at,
      expiresAt: row.expires_at,
    }));
  }

  async revoke(name: string): Promise<IssuedToken> {
    const known = (await this.list()).find((token) => token.name === name);
    if (known === undefined) throw new HydraError("not_found", `There is no token named ${name}. GET /access/tokens lists them.`);
    await this.#store.commit<TokenTables, unknown>((trx) => trx.deleteFrom("access_tokens").where("id", "=", known.id).execute());
    this.#forgetSeen();
    return known;
  }

  /** A code for the one-time link: good once, for 15 minutes. */
  createLoginCode(): string {
    const now = this.#clock.monotonicMs();
    for (const [code, expires] of this.#loginCodes) if (expires <= now) this.#loginCodes.delete(code);
    const code = newSecret();
    rememberSecret(code);
    this.#loginCodes.set(code, now + LOGIN_CODE_MS);
    return code;
  }

  /** Trade a login code for a browser session; null when it was used or ran out. */
  async openSession(code: string): Promise<(SessionSecrets & { maxAgeSeconds: number }) | null> {
    const expires = this.#loginCodes.get(code);
    this.#loginCodes.delete(code);
    if (expires === undefined || expires <= this.#clock.monotonicMs()) return null;
    const token = newSecret();
    const pageKey = newSecret();
    const now = this.#clock.now();
    await this.#store.commit<TokenTables, unknown>(async (trx) => {
      await trx.deleteFrom("access_sessions").where("expires_at", "<=", now).execute();
      await trx
        .insertInto("access_sessions")
        .values({
          token_digest: sha256(token),
          page_key_digest: sha256(pageKey),
          user_id: OWNER,
          created_at: now,
          expires_at: now + SESSION_MS,
        })
        .execute();
    });
    return { token, pageKey, maxAgeSeconds: SESSION_MS / 1_000 };
  }

  #forgetSeen(): void {
    this.#revocations += 1;
    this.#seen.clear();
    this.#seenSessions.clear();
  }

  /** End a session, whose both secrets were shown. */
  async closeSession(token: string): Promise<void> {
    await this.#store.commit<TokenTables, unknown>((trx) =>
      trx.deleteFrom("access_sessions").where("token_digest", "=", sha256(token)).execute(),
    );
    this.#forgetSeen();
  }
}
