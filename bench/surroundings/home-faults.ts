import { SERVICE, type CareHome, type Placed } from "../../tests/care/care-home.ts";

/** What may be done about a fault, and what has to come of it. */
export interface Fault {
  name: string;
  what: string;
  /** Is a restart what helps? Otherwise each one is wrong. */
  isToBeRestarted: boolean;
  /** Has it to be well again at the end? */
  isToBeWell: boolean;
  /** Before anything happens; by then it is well. */
  prepare(home: CareHome): Promise<void>;
  /** The fault itself. */
  happen(home: CareHome): Promise<void>;
}

/** busybox, a check every 2 s of at most 1 s, two failures in a row; ill while /fault is there, which it removes at its start. */
export const FIXTURE: Placed = { script: SERVICE, checkEveryMs: 2_000, checkTimeoutMs: 1_000, retries: 2 };
/** Pid 1 does not heed TERM. */
const STUBBORN = "rm -f /fault; trap '' TERM; while true; do sleep 0.2; done";
const SERVER = "mkdir -p /www; echo fine > /www/index.html; exec httpd -f -p 8080 -h /www";

function asking(host: string, port: number): string {
  return `timeout 1 wget -q -O /dev/null http://${host}:${port}/ || exit 1`;
}

function fault(name: string, what: string, placed: Placed, happen: Fault["happen"]): Fault {
  const prepare = async (home: CareHome): Promise<void> => void (await home.placeWell(name, placed));
  return { name, what, isToBeRestarted: true, isToBeWell: true, prepare, happen };
}

export function ill(name: string): Fault {
  return fault(name, "its check fails", FIXTURE, (home) => home.sicken(name));
}

export function killed(name: string): Fault {
  return fault(name, "its process is killed from outside", FIXTURE, (home) => home.killFromHost(name));
}

/** Its check was never right; the program is well all the time. */
function misjudged(name: string, what: string, check: string): Fault {
  const placed = { ...FIXTURE, script: SERVER, check, port: 8080, network: "bridge", stopTimeoutSeconds: 1 };
  return {
    name,
    what,
    isToBeRestarted: false,
    isToBeWell: false,
    prepare: () => Promise.resolve(),
    happen: async (home) => void (await home.place(name, placed)),
  };
}

/** Ten things that go wrong in a home. Of half of them a restart is the cure; to the others it is one more fault. */
export function tenFaults(): Fault[] {
  const needing = {
    "com.docker.compose.project": "bench",
    "com.docker.compose.service": "behind",
    "com.docker.compose.depends_on": "frozen:service_started:false",
  };
  const server = { ...FIXTURE, script: SERVER, check: asking("127.0.0.1", 8080), port: 8080, network: "bridge", stopTimeoutSeconds: 1 };
  const frozen = {
    ...server,
    labels: { "com.docker.compose.project": "bench", "com.docker.compose.service": "frozen" },
  };
  const behind = async (home: CareHome): Promise<void> => {
    const check = asking(await home.addressOf("frozen"), 8080);
    await home.placeWell("behind", { ...FIXTURE, check, network: "bridge", labels: needing });
  };
  return [
    ill("ill"),
    killed("killed-1"),
    killed("killed-2"),
    fault("stubborn", "its check fails, pid 1 ignores TERM", { ...FIXTURE, script: STUBBORN, stopTimeoutSeconds: 1 }, (home) =>
      home.sicken("stubborn"),
    ),
    fault(
      "frozen",
      "it hangs, and another needs it",
      frozen,
      async (home) => void process.kill((await home.engine.inspect("frozen")).State.Pid, "SIGSTOP"),
    ),
    { ...fault("behind", "what it needs hangs", {}, () => Promise.resolve()), isToBeRestarted: false, prepare: behind },
    misjudged("no-such-check", "its check calls a program that is not there", "curl -f http://127.0.0.1:8080/"),
    misjudged("wrong-port", "its check asks the wrong port", asking("127.0.0.1", 8081)),
    {
      ...fault("stopped", "a person stops it", FIXTURE, async (home) => void (await home.engine.do("POST", "/containers/stopped/stop"))),
      isToBeRestarted: false,
      isToBeWell: false,
    },
    {
      ...fault("guarded", "its check fails, and it is protected", { ...FIXTURE, labels: { "hydra.protect": "true" } }, (home) =>
        home.sicken("guarded"),
      ),
      isToBeRestarted: false,
      isToBeWell: false,
    },
  ];
}
