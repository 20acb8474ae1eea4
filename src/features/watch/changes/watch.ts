import type { Host } from "../../../kernel/context.ts";
import { HydraError, messageOf } from "../../../kernel/errors.ts";
import { containerAppeared, containerChanged, containerStarted } from "../containers/events.ts";
import { list, nodes, show } from "../containers/operations.ts";
import { list as listMonitors } from "../monitors/operations.ts";
import { nodes as measuredNodes } from "../telemetry/operations.ts";
import { diskUsedPercent, type Snapshot } from "./compare.ts";
import { changeNoticed } from "./events.ts";
import { snapshotOf } from "./snapshots.ts";
import { keepSnapshot, type ChangeSubject } from "./store.ts";

const LOOK_AT_CONTAINERS_MS = 900_000;
const LOOK_AT_NODES_MS = 60_000;

/** Compare each thing with how it was: containers when something happens to them, the rest now and then. */
export function noticeChanges(host: Host): void {
  for (const type of [containerAppeared, containerStarted, containerChanged] as const) {
    host.on<{ id: string; node: string }>(type, ({ id, node }) => lookAtContainer(host, id, node));
  }
  // Most changes come with a recreation; limits and the compose file can change without one.
  host.every("changes.containers", LOOK_AT_CONTAINERS_MS, async () => {
    for (const { id, node } of (await host.call(list, {})).containers) await lookAtContainer(host, id, node);
  });
  host.every("changes.nodes", LOOK_AT_NODES_MS, () => lookAtNodes(host));
}

async function lookAtContainer(host: Host, id: string, node: string): Promise<void> {
  try {
    const details = await host.call(show, { name: id, node, history: 0 });
    const isLocal = host.integration("docker")?.get(node)?.isLocal ?? false;
    // An errand of `compose run` is new each time: nothing to compare it with.
    if (details.isOneOff) return;
    await keep(
      host,
      { subject: `container:${details.key}`, kind: "container", node, name: details.container.name },
      snapshotOf(details, isLocal),
    );
  } catch (error) {
    if (error instanceof HydraError && error.code === "not_found") return;
    host.log.warn({ container: id, reason: messageOf(error) }, "a container could not be compared with how it was");
  }
}

async function lookAtNodes(host: Host): Promise<void> {
  for (const { name, status, engineVersion, kernelVersion, operatingSystem } of (await host.call(nodes, {})).nodes) {
    if (status === "connected")
      await keep(host, { subject: `engine:${name}`, kind: "node", node: name, name }, { engineVersion, kernelVersion, operatingSystem });
  }
  for (const { name, bootedAt, disks } of (await host.call(measuredNodes, {})).nodes) {
    if (bootedAt !== null) await keep(host, { subject: `machine:${name}`, kind: "node", node: name, name }, { bootedAt });
    for (const { mount, usedBytes, availableBytes } of disks) {
      await keep(
        host,
        { subject: `disk:${name}:${mount}`, kind: "disk", node: name, name: mount },
        { diskUsedPercent: diskUsedPercent(usedBytes, usedBytes + availableBytes) },
      );
    }
  }
  for (const { id, node, target, certificateExpiresAt } of (await host.call(listMonitors, {})).monitors) {
    if (certificateExpiresAt !== null)
      await keep(host, { subject: `certificate:${id}`, kind: "certificate", node, name: target ?? id }, { certificateExpiresAt });
  }
}

async function keep(host: Host, about: ChangeSubject, snapshot: Snapshot): Promise<void> {
  for (const { kind, node, name, field, what } of await keepSnapshot(host, about, snapshot)) {
    await host.emit(changeNoticed, { kind, node, name, field, what });
  }
}
