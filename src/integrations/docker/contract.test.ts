import { describe } from "vitest";
import { BUSYBOX_IMAGE, peer } from "../../../tests/peers/peers.ts";
import { describeDocker } from "./testing/contract.ts";
import { openFakeWorld } from "./testing/fake-world.ts";
import { openRealWorld } from "./testing/real-world.ts";

describeDocker("the fake", openFakeWorld);

const engine = peer("docker");
describe.skipIf(engine === null)(`with ${BUSYBOX_IMAGE}`, () => {
  describeDocker("the real engine", () => openRealWorld(engine ?? ""));
});
