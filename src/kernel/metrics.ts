import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** Prometheus metrics of one kernel. Names start with `hydra_`; help texts carry the unit. */
export class Metrics {
  readonly registry = new Registry();
  readonly operationSeconds = this.histogram("hydra_operation_seconds", "Time of an operation in seconds", [
    "operation",
    "door",
    "outcome",
  ]);

  counter(name: string, help: string, labelNames: string[] = []): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  histogram(name: string, help: string, labelNames: string[] = []): Histogram {
    return new Histogram({ name, help, labelNames, registers: [this.registry], buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60] });
  }

  /** A gauge whose values are read when somebody scrapes: `collect` sets all of them. */
  gauge(name: string, help: string, labelNames: string[], collect: (gauge: Gauge) => void): Gauge {
    return new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        this.reset();
        collect(this);
      },
    });
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
