import { act } from "../../api/acts.ts";
import { useRead } from "../../api/reads.ts";
import { ActButton } from "../../parts/act-button.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Part } from "../../parts/part.tsx";
import { words } from "../../text/mind.ts";
import { StyleForm } from "./style-form.tsx";
import { TaskList } from "./task-list.tsx";

const said = words.preferences;

/** What Hydra learned about somebody, what that rests on, and how to make it forget. */
export function Preferences() {
  const tasks = useRead("GET /preferences/tasks");
  const style = useRead("GET /preferences/style");
  const isAnything = tasks.data?.tasks.some(({ uses }) => uses > 0) === true;
  return (
    <div className="grid gap-x-8 gap-y-8 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <Part
        title={said.title}
        query={tasks}
        aside={isAnything ? <ActButton act={act("DELETE /preferences/interactions", {})} label={said.forgetAll} /> : undefined}
        isEmpty={({ tasks: all }) => all.every(({ uses, model }) => uses === 0 && model === null)}
        empty={<Notice isPart title={said.none} detail={said.noneHow} />}
      >
        {(data) => <TaskList tasks={data.tasks} />}
      </Part>
      <Part title={said.style} query={style}>
        {(data) => <StyleForm style={data} />}
      </Part>
    </div>
  );
}
