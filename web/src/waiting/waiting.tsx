import { useRead } from "../api/reads.ts";
import { PageTitle, Part } from "../parts/part.tsx";
import { text } from "../text/common.ts";
import { WaitingList } from "./waiting-list.tsx";

export default function Waiting() {
  const approvals = useRead("GET /approvals");
  return (
    <>
      <PageTitle title={text.waitingFor} />
      <Part query={approvals} empty={text.nothingWaits} isEmpty={(data) => data.approvals.length === 0}>
        {(data) => <WaitingList approvals={data.approvals} />}
      </Part>
    </>
  );
}
