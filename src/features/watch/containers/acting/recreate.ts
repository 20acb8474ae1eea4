import { nameBeforeAside } from "../../../../integrations/docker/identity.ts";
import type { Recreated } from "../../../../integrations/docker/hosts.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import type { Board, Entry } from "../board.ts";
import type { Act, Touched } from "./acts.ts";
import { lookUntilWell, writing, type Verified } from "./restart.ts";

/** Put a container from another image in the place of this one and look until it is well. */
export async function recreateAndVerify(
  { host, facts }: Entry,
  imageId: string,
  { picture, act, signal }: { picture: Board; act: Act; signal: AbortSignal },
): Promise<Recreated & { verified: Verified }> {
  const started = performance.now();
  const name = nameBeforeAside(facts) ?? facts.name;
  const olds = [{ id: facts.id, name }, ...sharersOf(picture, facts.id)];
  const touched = olds.flatMap((old): Touched[] => [
    { node: host.name, id: old.id, name: old.name, last: null },
    { node: host.name, id: null, name: old.name, last: "start" },
  ]);
  const made = await act.deed(touched, () => writing(host, (write) => write.recreate(facts.id, imageId)));
  const fresh = await host.inspect(made.id);
  if (fresh === null) throw new HydraError("conflict", `The new ${name} was removed as soon as it was there.`);
  return { ...made, verified: await lookUntilWell(host, fresh, started, { signal }) };
}

/** Remove the successor and look until the one that stood aside is well again. */
export async function putBackAndVerify(
  aside: Entry,
  current: Entry | null,
  { picture, act, signal }: { picture: Board; act: Act; signal: AbortSignal },
): Promise<Verified> {
  const started = performance.now();
  const { host, facts } = aside;
  const name = nameBeforeAside(facts) ?? facts.name;
  const currentId = current?.facts.id ?? "";
  const leaving = [...(current === null ? [] : [{ id: currentId, name }]), ...sharersOf(picture, currentId)];
  const coming = [{ id: facts.id, name }, ...sharersOf(picture, facts.id)];
  const touched: Touched[] = [
    ...leaving.map((each) => ({ ...each, node: host.name, last: "destroy" as const })),
    ...coming.map((each) => ({ ...each, node: host.name, last: "start" as const })),
  ];
  await act.deed(touched, () => writing(host, (write) => write.putBack(currentId || name, facts.id)));
  const back = await host.inspect(facts.id);
  if (back === null) throw new HydraError("conflict", `${name} was removed as soon as it was put back.`);
  return lookUntilWell(host, back, started, { signal });
}

export function sharersOf(picture: Board, id: string): { id: string; name: string }[] {
  return [...picture.entries].filter(({ facts }) => facts.networkMode === `container:${id}`).map(({ facts }) => facts);
}
