function percent(share: number | null): string {
  return share === null ? "?" : `${Math.round(share * 100)} %`;
}

/** The words on the wall: few, and readable at three metres. */
export const words = {
  title: "Hydra on the wall",
  home: "Hydra",
  signedOut: "This screen is not signed in.",
  signedOutHow: "Pair it as a phone on the Setup page, or open the link here that this prints where Hydra runs; then open /display again:",
  signedOutCommand: "./hydra link",
  loading: "Looking around…",
  silent: "Hydra does not answer.",
  silentHow: "This screen tries again by itself.",
  disconnected: (since: string) => `Disconnected since ${since}. What you see is older.`,
  paused: "Paused: Hydra does nothing by itself.",
  waiting: (count: number) => (count === 1 ? "1 thing waits for you" : `${count} things wait for you`),
  incidents: "What stands",
  moreIncidents: (count: number) => `and ${count} more`,
  tiles: "Machines and projects",
  withoutProject: "Without a project",
  moreTiles: (count: number, ill: number) => `and ${count} more${ill === 0 ? "" : `, ${ill} of them not well`}`,
  notMeasured: "not measured",
  load: (cpu: number | null, memory: number | null) => `CPU ${percent(cpu)}, RAM ${percent(memory)}`,
  glance: {
    down: (count: number) => (count === 1 ? "1 is down" : `${count} are down`),
    brokenChecks: (count: number) => `Nothing is down; ${count === 1 ? "1 check is" : `${count} checks are`} broken`,
    well: "All is well",
  },
  counts: {
    down: (count: number) => `${count} down`,
    "broken-check": (count: number) => `${count} broken ${count === 1 ? "check" : "checks"}`,
    unsure: (count: number) => `${count} unsure`,
    well: (count: number) => `${count} well`,
    off: (count: number) => `${count} off`,
  },
} as const;
