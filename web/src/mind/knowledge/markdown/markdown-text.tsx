import { Fragment, useMemo } from "react";
import { keyed } from "../../keyed.ts";
import { blocksOf, type Block } from "./blocks.ts";
import { spansOf, type Span } from "./spans.ts";

/** Markdown as it is meant. Built from words alone: nothing in it can be a tag, an image or a script. */
export function MarkdownText({ text }: { text: string }) {
  const blocks = useMemo(() => blocksOf(text), [text]);
  return (
    <div dir="auto" className="space-y-3 text-sm leading-6 wrap-anywhere">
      {keyed(blocks).map(([key, block]) => (
        <BlockText key={key} block={block} />
      ))}
    </div>
  );
}

const SIZES = ["text-lg", "text-base", "text-sm", "text-sm", "text-sm", "text-sm"] as const;
const INDENTS = ["ml-5", "ml-10", "ml-15", "ml-20", "ml-25", "ml-30"] as const;

function BlockText({ block }: { block: Block }) {
  switch (block.kind) {
    case "heading":
      // Below the page's own headings, whatever level the text claims.
      return (
        <h3 className={`pt-1 font-semibold ${SIZES[block.level - 1] ?? ""}`}>
          <Spans text={block.text} />
        </h3>
      );
    case "paragraph":
      return (
        <p className="max-w-prose whitespace-pre-line">
          <Spans text={block.text} />
        </p>
      );
    case "code":
      return <pre className="overflow-x-auto rounded-md border border-line bg-paper p-2.5 font-mono text-xs leading-5">{block.text}</pre>;
    case "quote":
      return (
        <blockquote className="max-w-prose border-l-2 border-line pl-3 whitespace-pre-line text-soft">
          <Spans text={block.text} />
        </blockquote>
      );
    case "list": {
      const List = block.items.some(({ number }) => number !== null) ? "ol" : "ul";
      return (
        <List className="max-w-prose">
          {keyed(block.items).map(([key, { text, depth, number }]) => (
            <li
              key={key}
              value={number ?? undefined}
              className={`whitespace-pre-line ${number === null ? "list-disc" : "list-decimal"} ${INDENTS[depth] ?? ""}`}
            >
              <Spans text={text} />
            </li>
          ))}
        </List>
      );
    }
    case "table":
      return (
        <div className="overflow-x-auto">
          <table className="text-left">
            <thead>
              <tr>
                {keyed(block.head).map(([key, cell]) => (
                  <th key={key} className="border-b border-line py-1 pr-4 font-medium">
                    <Spans text={cell} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {keyed(block.rows).map(([row, cells]) => (
                <tr key={row}>
                  {keyed(cells).map(([key, cell]) => (
                    <td key={key} className="border-b border-line py-1 pr-4">
                      <Spans text={cell} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case "rule":
      return <hr className="border-line" />;
  }
}

function Spans({ text }: { text: string }) {
  return keyed(spansOf(text)).map(([key, span]) => (
    <Fragment key={key}>
      <SpanText span={span} />
    </Fragment>
  ));
}

function SpanText({ span }: { span: Span }) {
  switch (span.kind) {
    case "text":
      return span.text;
    case "strong":
      return <strong>{span.text}</strong>;
    case "emphasis":
      return <em>{span.text}</em>;
    case "code":
      return <code className="rounded bg-paper px-1 font-mono text-xs">{span.text}</code>;
    case "link":
      return (
        <a href={span.address} target="_blank" rel="noreferrer noopener" className="underline underline-offset-2" title={span.address}>
          <bdi>{span.text}</bdi>
        </a>
      );
  }
}
