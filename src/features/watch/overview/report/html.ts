import type { ReportFacts, ReportSection } from "./facts.ts";
import { plainText } from "./plain-text.ts";

const MOST_CONTAINERS = 12;

/** One page that needs nothing else: no script, no font, no picture from anywhere. Made to be photographed. */
export function reportHtml(facts: ReportFacts): string {
  const { value, unknownBecause } = facts.score;
  const numbers = facts.sections
    .map((section) => `<li><b>${section.containers.length}</b><span>${escape(section.title)}</span></li>`)
    .join("");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>How the containers really are</title>
<style>${STYLE}</style></head><body><main>
<header><div class="score"><b>${value ?? "?"}</b><span>${value === null ? "unknown" : "of 100"}</span></div>
<h1>${escape(facts.sentence)}</h1></header>
${value === null ? `<p class="why">No score: ${escape(unknownBecause ?? "")}</p>` : ""}
<ul class="numbers">${numbers}</ul>
${facts.sections.map(sectionHtml).join("\n")}
<footer>Written by Hydra on ${escape(facts.writtenAt.slice(0, 10))}. It only looked: nothing was run or changed.${facts.isDisguised ? " Names and addresses were replaced." : ""}</footer>
</main></body></html>
`;
}

function sectionHtml({ title, about, containers }: ReportSection): string {
  const shown = containers.slice(0, MOST_CONTAINERS);
  const more = containers.length - shown.length;
  const rows = shown
    .map(
      ({ name, sentence, evidence }) =>
        `<li><b>${escape(name)}</b> ${escape(sentence)}${evidence[0] === undefined ? "" : ` <code>${escape(evidence[0])}</code>`}</li>`,
    )
    .join("");
  return `<section><h2>${escape(title)} <i>${containers.length}</i></h2><p>${escape(about)}</p><ul>${rows}${more > 0 ? `<li>and ${more} more</li>` : ""}</ul></section>`;
}

function escape(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return plainText(text).replaceAll(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}

const STYLE = `
:root{color-scheme:light dark;--ink:#16211d;--soft:#5b6a64;--page:#f4f6f3;--card:#fff;--line:#dfe5e0;--accent:#0e7a5f}
@media(prefers-color-scheme:dark){:root{--ink:#e8eeea;--soft:#9aaaa3;--page:#101614;--card:#18201d;--line:#2b3632;--accent:#4fc4a0}}
*{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:1080px;margin:0 auto;padding:48px 32px}header{display:flex;gap:32px;align-items:center}
h1{font-size:26px;line-height:1.35;font-weight:600;margin:0;text-wrap:balance}
.score{flex:none;width:132px;height:132px;border-radius:50%;border:6px solid var(--accent);display:grid;place-content:center;text-align:center}
.score b{font-size:46px;line-height:1}.score span,.why,p,footer{color:var(--soft)}
.numbers{list-style:none;margin:32px 0;padding:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:12px}
.numbers li,section{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:16px}
.numbers b{display:block;font-size:28px}.numbers span{color:var(--soft);font-size:14px}
section{margin:16px 0}h2{font-size:18px;margin:0}h2 i{color:var(--soft);font-style:normal;font-weight:400}section p{margin:4px 0 8px}
section ul{margin:0;padding-left:18px}code{color:var(--soft);font:13px/1.4 ui-monospace,monospace;overflow-wrap:anywhere}
footer{margin-top:32px;font-size:14px}@media(max-width:640px){main{padding:24px 16px}header{flex-direction:column;align-items:flex-start}}
`;
