import { askEngine } from "../../../tests/peers/docker-api.ts";
import { RUN_LABEL } from "./labels.ts";

const ATTEMPTS = 5;

/** Remove what a run made: containers (also those that a tool made in their image), networks, volumes, images. @throws Error with what stays */
export async function clear(socketPath: string, runId: string): Promise<void> {
  const label = `${RUN_LABEL}=${runId}`;
  const filters = encodeURIComponent(JSON.stringify({ label: [label] }));
  for (let attempt = 1; ; attempt += 1) {
    const problems = await clearOnce(socketPath, filters);
    if (problems.length === 0) return;
    // A network cannot go while a container of it is being made.
    if (attempt === ATTEMPTS) throw new Error(`could not clear ${label}: ${problems.join("; ")}`);
  }
}

async function clearOnce(socketPath: string, filters: string): Promise<string[]> {
  const problems: string[] = [];
  const list = async <Item>(path: string): Promise<Item[]> => {
    const answer = await askEngine(socketPath, "GET", `/v1.41${path}`);
    if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${answer.body}`);
    const body = JSON.parse(answer.body) as Item[] | { Volumes: Item[] | null };
    return Array.isArray(body) ? body : (body.Volumes ?? []);
  };
  const remove = async (path: string): Promise<void> => {
    const { status, body } = await askEngine(socketPath, "DELETE", `/v1.41${path}`);
    if (status >= 300 && status !== 404) problems.push(`${path}: ${status} ${body.trim()}`);
  };
  const containers = await list<{ Id: string }>(`/containers/json?all=1&filters=${filters}`);
  await Promise.all(containers.map(({ Id }) => remove(`/containers/${Id}?force=true&v=true`)));
  const networks = await list<{ Id: string }>(`/networks?filters=${filters}`);
  await Promise.all(networks.map(({ Id }) => remove(`/networks/${Id}`)));
  const volumes = await list<{ Name: string }>(`/volumes?filters=${filters}`);
  await Promise.all(volumes.map(({ Name }) => remove(`/volumes/${Name}?force=true`)));
  const images = await list<{ Id: string }>(`/images/json?filters=${filters}`);
  for (const { Id } of images) await remove(`/images/${Id}?force=true`);
  return problems;
}
