import type { Target } from "../target.ts";
import { probeDns } from "./dns.ts";
import type { Limits } from "./connection/exchange.ts";
import { probeHttp } from "./http.ts";
import { probeMysql } from "./mysql.ts";
import { probePostgres } from "./postgres.ts";
import { probeRedis } from "./redis.ts";
import type { ProbeResult } from "./connection/result.ts";
import { probeTcp } from "./tcp.ts";

/** Ask one target once. Never throws: that nobody answers is a result. */
export function probe(target: Target, limits: Limits): Promise<ProbeResult> {
  switch (target.ask.kind) {
    case "http":
      return probeHttp(target, target.ask, limits);
    case "tcp":
      return target.ask.greeting === "mysql" ? probeMysql(target, limits) : probeTcp(target, limits);
    case "postgres":
      return probePostgres(target, limits);
    case "redis":
      return probeRedis(target, limits);
    case "dns":
      return probeDns(target, target.ask, limits);
  }
}
