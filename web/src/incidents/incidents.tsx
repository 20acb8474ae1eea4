import { useParams } from "wouter";
import { useRead } from "../api/reads.ts";
import { PageTitle, Part } from "../parts/part.tsx";
import { text } from "../text/common.ts";
import { IncidentList } from "./incident-list.tsx";
import { IncidentStory } from "./incident-story.tsx";

/** All incidents, or the story of one. */
export default function Incidents() {
  const { id } = useParams();
  if (id !== undefined) return <IncidentStory key={id} id={id} />;
  return <AllIncidents />;
}

function AllIncidents() {
  const incidents = useRead("GET /incidents");
  return (
    <>
      <PageTitle title={text.incidents} />
      <Part query={incidents} empty={text.noIncidents} isEmpty={({ incidents: all }) => all.length === 0}>
        {(data) => <IncidentList incidents={data.incidents} />}
      </Part>
    </>
  );
}
