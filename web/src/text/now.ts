/** The words of the first sight. */
export const words = {
  choiceAsked: "First question",
  choices: { watch: "Watch only", ask: "Ask me", act: "Act within limits" },

  waitingFor: "Waiting for you",
  incidents: "Incidents",
  allIncidents: "All incidents",
  findings: "What is not as it should be",
  nothingYet: "Nothing so far. Still looking.",
  noFindings: "Nothing that Hydra can see.",
  wasSoBefore: (count: number) => (count === 1 ? "It was so before Hydra came." : "They were so before Hydra came."),

  lately: {
    title: "Since you last looked",
    nothing: "Nothing broke, and Hydra did nothing by itself.",
    counted: (began: number, ended: number) =>
      [
        began === 0 ? null : `${began} ${began === 1 ? "incident" : "incidents"} began`,
        ended === 0 ? null : `${ended} ${ended === 1 ? "is" : "are"} over`,
      ]
        .filter((part) => part !== null)
        .join(", "),
    more: (count: number) => `and ${count} more`,
    cutOff: "More happened than is shown here.",
    times: (count: number) => `${count} times`,
    who: { hydra: "Hydra", model: "A model" },
    deeds: {
      "containers.restart": ["restart", "restarted"],
      "containers.start": ["start", "started"],
      "containers.stop": ["stop", "stopped"],
      "containers.recreate": ["put the image before back into", "put the image before back into"],
    } as Readonly<Record<string, readonly [does: string, did: string]>>,
    otherDeed: (operation: string) => [`do ${operation} to`, `did ${operation} to`] as const,
    done: (who: string, did: string, subject: string) => `${who} ${did} ${subject}`,
    would: (who: string, did: string, subject: string) => `${who} would have ${did} ${subject}`,
    asked: (who: string, does: string, subject: string) => `${who} asked whether to ${does} ${subject}`,
    failed: (who: string, does: string, subject: string) => `${who} tried to ${does} ${subject}, and failed`,
    interrupted: (who: string, does: string, subject: string) => `${who} was interrupted when about to ${does} ${subject}`,
    judged: {
      right: "it was right",
      failed: "it did not help",
      needless: "it was not needed",
      undone: "it was taken back",
      declined: "you did not want it",
      unknown: "nothing shows whether it was right",
    },
    judgedWould: {
      right: "it would have been right",
      failed: "it would not have helped",
      needless: "it was not needed",
      undone: "it was taken back",
      declined: "you did not want it",
      unknown: "nothing shows whether it would have been right",
    },
  },

  nodes: "Nodes",
  cpu: "CPU",
  cpuOf: (cores: number) => `CPU, ${cores} ${cores === 1 ? "core" : "cores"}`,
  memory: "Memory",
  disk: (mount: string) => `Disk ${mount}`,
  gpuMemory: (name: string) => `${name} memory`,
  notMeasured: "not measured",
  measuredAt: (time: string) => `measured ${time}`,
  containersOf: (running: number, stopped: number) => `${running} running${stopped === 0 ? "" : `, ${stopped} stopped`}`,
  spans: { hour: "Last hour", day: "Last 24 hours", week: "Last 7 days" },
  spanLabel: "How far back",
  course: (name: string, span: string, lowest: string, highest: string) =>
    `${name}, ${span.toLowerCase()}: between ${lowest} and ${highest}`,
  courseUnknown: (name: string, span: string) => `${name}, ${span.toLowerCase()}: not measured`,
  partlyMeasured: (percent: number) => `measured for ${percent} % of the time`,
  range: (lowest: string, highest: string) => (lowest === highest ? lowest : `${lowest} to ${highest}`),
  now: "now",
  showNode: (name: string) => `Show ${name} over time`,

  containers: "Containers",
  noContainers: "No containers are in sight.",
  noContainersHow:
    "If this machine runs Docker, let Hydra see it: start Hydra as a user who may use /var/run/docker.sock, or name an engine in hydra.yaml. What Hydra could reach stands under:",
  noContainersCommand: "./hydra doctor",
  withoutProject: "Without a project",
  search: "Search containers",
  nothingFound: "No container has this in its name.",
  protectedMark: "protected",
  outOfSight: "out of sight",
} as const;
