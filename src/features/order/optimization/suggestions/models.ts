import { DAY_MS, HOUR_MS, type Assessment, type GpuModels, type World } from "./assessment.ts";
import { numberText, sizeText, spanText } from "./wording.ts";

/** A load takes seconds to minutes in which nobody is answered: more than so many a day are worth a word. */
const LOADS_A_DAY = 4;

/** Models that push each other out of a GPU's memory. */
export function assessModels(world: World): Assessment[] {
  return world.models.map((gpu) => assess(gpu, world));
}

function assess({ gpu, node, name, memoryTotalBytes, sets, sizes }: GpuModels, world: World): Assessment {
  const id = `models/${gpu}`;
  const first = sets[0]?.at ?? world.now;
  const from = Math.max(first, world.now - 7 * DAY_MS, world.appliedAt(id) ?? -Infinity);
  const spanMs = Math.max(0, world.now - from);
  const loads = loadsOf(sets, from);
  const count = [...loads.values()].reduce((sum, each) => sum + each, 0);
  const perDay = (count * DAY_MS) / Math.max(HOUR_MS, spanMs);
  const assessed: Assessment = {
    id,
    node,
    resource: "gpu",
    subject: gpu,
    measure: sets.length === 0 ? null : { value: perDay, unit: "loads a day" },
    setting: null,
    finding: null,
  };
  // One that is loaded again and again while no other comes was let go for being idle, not pushed out.
  const rivals = [...loads].filter(
    ([model, times]) => times >= 2 && !sets.some(({ models }) => models.length > 1 && models.includes(model)),
  );
  if (rivals.length < 2 || perDay < LOADS_A_DAY) return assessed;
  const names = rivals.toSorted(([, a], [, b]) => b - a).map(([model]) => model);
  const known = names.flatMap((model) => sizes.get(model) ?? []);
  const needed = known.reduce((sum, { bytes }) => sum + bytes, 0);
  const isMeasured = known.length === names.length && memoryTotalBytes !== null;
  // They fit: then something else keeps the server from holding both, and that is another story.
  if (isMeasured && needed <= memoryTotalBytes) return assessed;
  const about = known.some(({ isEstimate }) => isEstimate) ? "about " : "";
  return {
    ...assessed,
    finding: {
      priority: perDay >= 24 ? "high" : "medium",
      title: `${names.slice(0, 3).join(" and ")} push each other out of ${name ?? gpu}`,
      evidence: [
        `Loaded ${count} times in ${spanText(spanMs)}, and never two of them at once.`,
        isMeasured
          ? `Together they need ${about}${sizeText(needed)}; the card has ${sizeText(memoryTotalBytes)}.`
          : "How much memory they need, or the card has, is not known.",
      ],
      expected: {
        value: -perDay,
        unit: "loads a day",
        text: `On cards of their own, or with one smaller, about ${numberText(perDay)} loads a day fewer.`,
      },
      operation: null,
    },
  };
}

/** How often each model came into memory after `from`. */
function loadsOf(sets: GpuModels["sets"], from: number): Map<string, number> {
  const loads = new Map<string, number>();
  sets.forEach(({ at, models }, index) => {
    const before = sets[index - 1]?.models;
    // Whatever stood there at the first look may have been loaded long ago.
    if (before === undefined || at < from) return;
    for (const model of models) if (!before.includes(model)) loads.set(model, (loads.get(model) ?? 0) + 1);
  });
  return loads;
}

/** Bytes of one weight, by the quantisation that a name tells: `q4_K_M`, `8bit`, `fp16`, `exl2-4.5bpw`. */
export function bytesPerWeightOf(name: string): number | null {
  const found =
    /(?<![a-z0-9])(?:i?q([2-8])(?:[_-][\w]+)?|int([48])|([2-8](?:\.\d{1,2})?)[ -]?(?:bit|bpw)|(awq|gptq|nf4)|(fp8)|(fp16|bf16|f16))(?![a-z0-9])/i.exec(
      name,
    );
  if (found === null) return null;
  const [, q, int, bits, four, eight] = found;
  // Scales and the layers that stay finer cost about half a bit more than the name says.
  if (q !== undefined) return (Number(q) + 0.6) / 8;
  if (int !== undefined || bits !== undefined) return (Number(int ?? bits) + 0.3) / 8;
  return four !== undefined ? 0.6 : eight !== undefined ? 1.05 : 2;
}

/** Weights and a tenth for context, in bytes: an estimate; null where the name does not tell the quantisation. */
export function estimatedBytes(name: string, parametersB: number | null): number | null {
  const each = bytesPerWeightOf(name);
  return each === null || parametersB === null ? null : Math.round(parametersB * 1e9 * each * 1.1);
}
