import { rememberSecret } from "../../kernel/known-secrets.ts";
import { isSecretName } from "../../kernel/masking.ts";

/** Passwords that a container was given. Its programs print them, so Hydra has to know them in order to hide them. */

/** `DB_PASSWORD_FILE`, `TOKEN_TTL`: the value says something about a secret, and is none. */
const ABOUT_A_SECRET =
  /_(?:FILE|PATH|DIR|URLS?|URI|HOST|NAME|USER|ALGORITHM|ALGO|TYPE|TTL|EXPIRY|EXPIRES_IN|LIFETIME|TIMEOUT|LENGTH|POLICY|HEADER|DOMAIN|ISSUER|AUDIENCE)$/i;
const PATH = /^(?:file:\/\/)?(?:\.{0,2}\/)(?:[\w@.-]+\/)*[\w@-]+(?:\.[\w.-]+)?\/?$/;
const KNOWN_ROOT =
  /^(?:file:\/\/)?\.{0,2}\/(?:app|certs?|config|data|dev|etc|home|keys|media|mnt|opt|proc|root|run|secrets?|srv|ssl|sys|tmp|usr|var)\//;
const NUMBER_OR_DURATION = /^[+-]?\d+(?:[.,]\d+)?\s?(?:ms|s|m|h|d|days?|hours?|minutes?|seconds?|[kmg]i?b?)?$/i;
const COMMON_WORDS = new Set(
  "password passwd secret secrets token tokens changeme change_me change-me default example admin administrator postgres postgresql mysql mariadb mongodb rabbitmq redis username public private string required optional enabled disabled enable disable always unset strict session cookie bearer header sha256 sha512 bcrypt argon2 argon2id hs256 rs256 localhost production development".split(
    " ",
  ),
);

/** Longer values are files, which no line of a log repeats whole. */
const LONGEST = 4_096;

/** Of `NAME=value` pairs, the values that must not be seen. A word that the container also bears openly, as its name or its database's, is none. */
export function secretValuesOf(env: readonly string[], openWords: readonly string[]): string[] {
  const variables = env.map((pair) => {
    const at = pair.indexOf("=");
    return at < 0 ? { name: pair, value: "" } : { name: pair.slice(0, at), value: pair.slice(at + 1) };
  });
  const openValues = new Set(variables.filter(({ name }) => !namesSecret(name)).map(({ value }) => value));
  const isOpen = (value: string): boolean =>
    openValues.has(value) || (/^[a-z_-]+$/i.test(value) && openWords.some((word) => word.includes(value)));
  const values = new Set<string>();
  for (const { name, value } of variables) {
    // Of `postgres://app:X@db` only the password is secret, whatever the variable is called.
    const inAddress = /^[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]*:([^\s@/]+)@/i.exec(value)?.[1];
    if (inAddress !== undefined && isWorthHiding(inAddress) && !isOpen(inAddress)) values.add(inAddress);
    else if (namesSecret(name) && isWorthHiding(value) && !isOpen(value)) values.add(value);
  }
  return [...values];
}

function namesSecret(name: string): boolean {
  return isSecretName(name) && !ABOUT_A_SECRET.test(name);
}

function isWorthHiding(value: string): boolean {
  const isPath = PATH.test(value) && (KNOWN_ROOT.test(value) || value.startsWith("."));
  return (
    value.trim().length >= 6 &&
    value.length <= LONGEST &&
    !isPath &&
    !NUMBER_OR_DURATION.test(value) &&
    !/^\*+$/.test(value) &&
    !COMMON_WORDS.has(value.toLowerCase())
  );
}

/** From now on they are masked wherever they would be shown. */
export function rememberSecretsOf(env: readonly string[], openWords: readonly string[]): void {
  for (const value of secretValuesOf(env, openWords)) rememberSecret(value, { isPassing: true });
}
