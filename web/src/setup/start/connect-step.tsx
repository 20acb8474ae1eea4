import { useRead } from "../../api/reads.ts";
import { Part } from "../../parts/part.tsx";
import { words } from "../../text/setup.ts";
import { FoundList } from "../connections.tsx";

export function ConnectStep() {
  const found = useRead("GET /settings/discover");
  return (
    <Part query={found} empty={words.start.connect.none} isEmpty={(data) => data.found.length === 0}>
      {(data) => (
        <div className="space-y-3">
          <p className="text-sm text-soft">{words.start.connect.how}</p>
          <FoundList found={data.found} />
        </div>
      )}
    </Part>
  );
}
