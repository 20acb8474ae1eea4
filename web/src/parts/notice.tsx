interface NoticeProps {
  title: string;
  detail?: string;
  /** A line for a terminal. */
  command?: string;
  /** In place of a part instead of the whole page. */
  isPart?: boolean;
}

/** What stands where there is nothing to see, and what to do about it. */
export function Notice({ title, detail, command, isPart = false }: NoticeProps) {
  const Title = isPart ? "p" : "h1";
  const Frame = isPart ? "div" : "main";
  return (
    <Frame className={isPart ? "rounded-lg border border-line bg-card p-5" : "grid min-h-dvh place-content-center p-6 text-center"}>
      <Title className={isPart ? "font-medium" : "text-xl font-semibold"}>{title}</Title>
      {detail === undefined ? null : <p className="mt-2 max-w-prose text-sm text-balance text-soft">{detail}</p>}
      {command === undefined ? null : (
        <p className="mt-3">
          <code className="rounded-md border border-line bg-paper px-2.5 py-1.5 font-mono text-sm select-all">{command}</code>
        </p>
      )}
    </Frame>
  );
}
