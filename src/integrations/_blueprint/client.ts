import { toIso } from "../../kernel/clock.ts";
import { HydraError } from "../../kernel/errors.ts";
import type { HttpClient } from "../../kernel/http-client.ts";
import { WireAir } from "./wire.ts";

/** One measurement. What the sensor does not know is null. */
export interface Air {
  temperatureC: number | null;
  humidityPercent: number | null;
  /** ISO 8601 UTC, by the sensor's clock. */
  measuredAt: string;
}

/** What Hydra wants from an air sensor. Every method may throw upstream_failed or upstream_unauthorized. */
export interface Blueprint {
  readAir(signal?: AbortSignal): Promise<Air>;
}

declare module "../../kernel/context.ts" {
  interface IntegrationClients {
    blueprint: Blueprint;
  }
}

const TIMEOUT_MS = 5_000;

export class HttpBlueprint implements Blueprint {
  readonly #http: HttpClient;
  readonly #url: string;
  readonly #token: string | null;

  constructor(http: HttpClient, url: string, token: string | null) {
    this.#http = http;
    this.#url = url.replace(/\/+$/, "");
    this.#token = token;
  }

  async readAir(signal?: AbortSignal): Promise<Air> {
    const { body } = await this.#http.request({
      url: `${this.#url}/api/air`,
      timeoutMs: TIMEOUT_MS,
      retries: 1,
      ...(this.#token === null ? {} : { headers: { authorization: `Bearer ${this.#token}` } }),
      ...(signal === undefined ? {} : { signal }),
    });
    return toAir(body, this.#url);
  }
}

/** The sensor's words in ours. @throws HydraError upstream_failed when they are no words of a sensor */
export function toAir(body: string, from: string): Air {
  const wire = WireAir.safeParse(parseJson(body));
  if (!wire.success) throw new HydraError("upstream_failed", `${from} answered, but not as an air sensor does. Is the url right?`);
  const { temp, hum, ts } = wire.data;
  return { temperatureC: temp === null ? null : temp / 10, humidityPercent: hum, measuredAt: toIso(ts * 1_000) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON is as wrong as the wrong JSON: the schema says so.
    return undefined;
  }
}
