import { useDeferredValue, useMemo } from "react";
import { navigate, useHashLocation } from "wouter/use-hash-location";
import { useRead } from "../api/reads.ts";
import { Notice } from "../parts/notice.tsx";
import { PageTitle, Part, Quiet } from "../parts/part.tsx";
import { words } from "../text/containers.ts";
import { readAddress, writeAddress, type Column, type ContainersAddress, type Filters } from "./address.ts";
import { ContainerDrawer } from "./detail/container-drawer.tsx";
import { FilterBar } from "./list/filter-bar.tsx";
import { RowTable } from "./list/row-table.tsx";
import { filtered, rowsOf, sorted, type Row } from "./list/rows.ts";

/** @param isSmall Back does not stop there */
function go(to: ContainersAddress, isSmall = false): void {
  navigate(writeAddress(to), { replace: isSmall });
}

/** Every container and service in one table; what is opened stands over it. */
export default function Containers() {
  // As it stands in the address, still encoded: a name may hold anything.
  const [address] = useHashLocation();
  const place = useMemo(() => readAddress(address), [address]);
  const { opened, filters } = place;
  return (
    <>
      <Table
        filters={filters}
        onFilter={(changed, isTyping) => go({ opened: null, filters: changed }, isTyping)}
        onOpen={({ node, name }) => go({ opened: { node, name, section: "overview" }, filters })}
      />
      {opened === null ? null : (
        <ContainerDrawer
          key={`${opened.node}/${opened.name}`}
          opened={opened}
          at={filters.at}
          onSection={(section) => go({ opened: { ...opened, section }, filters }, true)}
          onOther={(node, name) => go({ opened: { node, name, section: "overview" }, filters: { ...filters, at: null } })}
          onClose={() => go({ opened: null, filters: { ...filters, at: null } }, true)}
        />
      )}
    </>
  );
}

interface TableProps {
  filters: Filters;
  onFilter: (filters: Filters, isTyping?: boolean) => void;
  onOpen: (row: Row) => void;
}

function Table({ filters, onFilter, onOpen }: TableProps) {
  const containers = useRead("GET /containers/list");
  const { data: verdicts } = useRead("GET /verdicts");
  const { data: monitors } = useRead("GET /monitors");
  const telemetry = useRead("GET /telemetry/containers");
  const { data: services } = useRead("GET /services/status");
  const rows = useMemo(
    () =>
      rowsOf({
        containers: containers.data?.containers ?? [],
        rulings: verdicts?.verdicts ?? [],
        monitors: monitors?.monitors ?? [],
        usages: telemetry.data?.containers ?? [],
        services: services?.services ?? [],
      }),
    [containers.data, verdicts, monitors, telemetry.data, services],
  );
  const wanted = useDeferredValue(filters);
  const shown = useMemo(() => sorted(filtered(rows, wanted), wanted.sorting), [rows, wanted]);
  const sort = (column: Column): void => {
    const { sorting } = filters;
    onFilter({ ...filters, sorting: { column, isDescending: sorting.column === column ? !sorting.isDescending : FIGURES.has(column) } });
  };
  return (
    <>
      <PageTitle
        title={words.title}
        aside={
          rows.length === 0 ? null : (
            <span role="status" className="text-sm text-soft tabular-nums">
              {words.count(shown.length, rows.length)}
            </span>
          )
        }
      />
      <Part
        query={containers}
        isEmpty={() => rows.length === 0}
        empty={<Notice isPart title={words.nothing} detail={words.nothingHow} command={words.nothingCommand} />}
      >
        {() => (
          <>
            <FilterBar rows={rows} filters={filters} onChange={onFilter} />
            {shown.length === 0 ? (
              <Quiet>{words.nothingFound}</Quiet>
            ) : (
              <RowTable
                rows={shown}
                sorting={wanted.sorting}
                showsNode={new Set(rows.map(({ node }) => node)).size > 1}
                now={Math.max(containers.dataUpdatedAt, telemetry.dataUpdatedAt)}
                onSort={sort}
                onOpen={onOpen}
              />
            )}
          </>
        )}
      </Part>
    </>
  );
}

/** Of a figure the largest is looked for. */
const FIGURES: ReadonlySet<Column> = new Set(["cpu", "memory", "restarts"]);
