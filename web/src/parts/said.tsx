/** Words from outside (names, labels, evidence): shown as they are, and never able to turn the words around them. */
export function Said({ children, className }: { children: string; className?: string }) {
  return (
    <bdi className={className} title={children.length > 24 ? children : undefined}>
      {children}
    </bdi>
  );
}

export function EvidenceList({ evidence }: { evidence: readonly string[] }) {
  return (
    <ul className="space-y-0.5 font-mono text-xs text-soft">
      {[...new Set(evidence)].map((line) => (
        <li key={line} className="wrap-anywhere">
          <bdi>{line}</bdi>
        </li>
      ))}
    </ul>
  );
}
