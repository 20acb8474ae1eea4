import type { Trouble } from "../events.ts";

/** A guess at why, with how sure that is, 0 to 1. */
export interface Guess {
  category: string;
  confidence: number;
}

const UNKNOWN: Guess = { category: "unknown", confidence: 0 };

/** What the verdict's word says about the trouble, as whoever remedies it has to see it. */
export function troubleOfCause(cause: string): Trouble {
  switch (cause) {
    case "crash_loop":
    case "out_of_memory":
    case "cannot_start":
    case "hung":
      return cause;
    case "crashed":
    case "stopped_by_docker":
      return "crashed";
    case "not_answering":
      return "hung";
    default:
      return "unhealthy";
  }
}

/** What is known of the reason before anything was read. */
export function guessOf(trouble: Trouble, cause: string | null): Guess {
  if (trouble === "out_of_memory") return { category: "out_of_memory", confidence: 0.95 };
  if (trouble === "memory_full") return { category: "out_of_memory", confidence: 0.9 };
  if (trouble === "crash_loop") return { category: "crash_loop", confidence: 0.6 };
  if (trouble === "disk_full") return { category: "disk_full", confidence: 0.95 };
  if (trouble === "certificate_ending") return { category: "tls_cert", confidence: 0.95 };
  if (trouble === "hung" && cause === "hung") return { category: "timeout", confidence: 0.6 };
  return UNKNOWN;
}
