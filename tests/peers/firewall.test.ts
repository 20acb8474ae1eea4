import { describe, expect, it } from "vitest";
import { undoRules } from "./firewall.ts";

const EMPTY = "*filter\n:INPUT ACCEPT [5:300]\n:FORWARD ACCEPT [0:0]\nCOMMIT\n*nat\n:POSTROUTING ACCEPT [0:0]\nCOMMIT\n";
const OTHER_DOCKER = `*filter
:FORWARD DROP [0:0]
:DOCKER - [0:0]
-A FORWARD -o docker0 -j DOCKER
COMMIT
*nat
:DOCKER - [0:0]
-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
COMMIT
`;
const isOurs = (rule: string): boolean => rule.includes("hydratest0") || rule.includes(" 10.213.0.");

describe("taking Docker's rules back", () => {
  it("leaves nothing to do when nothing but counters changed", () => {
    expect(undoRules(EMPTY, EMPTY.replace("[5:300]", "[9:900]"), isOurs)).toEqual([]);
  });

  it("beside another Docker takes back only what names our bridge or addresses", () => {
    const after = OTHER_DOCKER.replace(
      "-A FORWARD",
      "-A FORWARD -o hydratest0 -j DOCKER\n-A FORWARD -o br-theirs -j DOCKER\n-A FORWARD",
    ).replace("-A POSTROUTING", "-A POSTROUTING -s 10.213.0.0/24 ! -o hydratest0 -j MASQUERADE\n-A POSTROUTING");
    expect(undoRules(OTHER_DOCKER, after, isOurs)).toEqual([
      ["-t", "filter", "-D", "FORWARD", "-o", "hydratest0", "-j", "DOCKER"],
      ["-t", "nat", "-D", "POSTROUTING", "-s", "10.213.0.0/24", "!", "-o", "hydratest0", "-j", "MASQUERADE"],
    ]);
  });

  it("where there was no Docker takes its chains and its policy back as well, rules first", () => {
    const after =
      "*filter\n:INPUT ACCEPT [5:300]\n:FORWARD DROP [0:0]\n:DOCKER - [0:0]\n-A FORWARD -j DOCKER\n-A INPUT -s 192.168.0.1/32 -j ACCEPT\nCOMMIT\n*nat\n:POSTROUTING ACCEPT [0:0]\nCOMMIT\n";
    expect(undoRules(EMPTY, after, isOurs)).toEqual([
      ["-t", "filter", "-D", "FORWARD", "-j", "DOCKER"],
      ["-t", "filter", "-X", "DOCKER"],
      ["-t", "filter", "-P", "FORWARD", "ACCEPT"],
    ]);
  });
});
