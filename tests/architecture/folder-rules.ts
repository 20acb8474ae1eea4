import { BLUEPRINT, isTest, MOST_FILES, placeOf, wingNumber, WINGS } from "./house.ts";
import { isSource, type Tree } from "./tree.ts";

const BANNED = new Set(["util", "utils", "helper", "helpers", "manager", "managers", "impl"]);

/** What a folder must hold, how a file may be called, where it may stand. */
export function folderProblems(tree: Tree): string[] {
  return [...nameProblems(tree), ...roomProblems(tree), ...featureProblems(tree), ...wingProblems(tree), ...integrationProblems(tree)];
}

function nameProblems({ files }: Tree): string[] {
  return files.flatMap((path) => {
    const words = path.split(/[/.\-_]/).map((word) => word.toLowerCase());
    const banned = words.find((word) => BANNED.has(word));
    if (banned !== undefined) return [`${path}: "${banned}" says nothing about what is in it`];
    const file = path.split("/").at(-1) ?? "";
    const isKebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.((soak\.)?test|d|config))?\.tsx?$/.test(file);
    return isSource(path) && !isKebab ? [`${path}: files are kebab-case`] : [];
  });
}

function roomProblems({ files }: Tree): string[] {
  return files
    .filter((path) => path.startsWith("src/") && isSource(path) && placeOf(path).room === "outside")
    .map((path) => `${path} stands in no room of the house`);
}

function featureProblems({ files }: Tree): string[] {
  return foldersOf(files, "feature").flatMap((folder) => {
    const inside = files.filter((path) => path.startsWith(`${folder}/`));
    const missing = ["index.ts", "operations.ts", "README.md"].filter((name) => !inside.includes(`${folder}/${name}`));
    return [
      ...missing.map((name) => `${folder} has no ${name}`),
      ...(inside.some(isTest) ? [] : [`${folder} has no test`]),
      ...crowdedFolders(inside),
    ];
  });
}

/** A folder that nobody can take in at a glance. What grows gets a folder of its own (`monitors/protocols/`). */
function crowdedFolders(inside: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const path of inside) {
    const folder = path.slice(0, path.lastIndexOf("/"));
    if (isSource(path) && !isTest(path)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > MOST_FILES)
    .map(([folder, count]) => `${folder} has ${count} files, more than ${MOST_FILES}`);
}

/** Every wing is one of the house, is composed, and lists each of its features. */
function wingProblems({ files, sources }: Tree): string[] {
  const importsOf = (path: string): string[] => sources.find((source) => source.path === path)?.imports.map(({ to }) => to) ?? [];
  const composed = importsOf("src/composition.ts");
  const features = foldersOf(files, "feature").filter((folder) => !folder.endsWith(`/${BLUEPRINT}`));
  const wings = [...new Set(features.map((folder) => folder.split("/")[2] as string))];
  const order = composed.map((path) => placeOf(path)).flatMap((place) => (place.room === "wing" ? [wingNumber(place.wing)] : []));
  return [
    ...wings.filter((wing) => wingNumber(wing) === -1).map((wing) => `src/features/${wing} is no wing of the house (${WINGS.join(", ")})`),
    ...wings
      .filter((wing) => !composed.includes(`src/features/${wing}/index.ts`))
      .map((wing) => `src/composition.ts does not compose the wing ${wing}`),
    ...(order.every((number, index) => index === 0 || number > (order[index - 1] as number))
      ? []
      : ["src/composition.ts names the wings out of order"]),
    ...features.flatMap((folder) => {
      const list = `${folder.split("/").slice(0, 3).join("/")}/index.ts`;
      return importsOf(list).includes(`${folder}/index.ts`) ? [] : [`${list} does not list ${folder}`];
    }),
  ];
}

function integrationProblems({ files }: Tree): string[] {
  return foldersOf(files, "integration").flatMap((folder) => {
    const missing = ["index.ts", "fake.ts", "README.md"].filter((name) => !files.includes(`${folder}/${name}`));
    const hasContract = files.some((path) => path.startsWith(`${folder}/`) && /contract.*\.test\.ts$/.test(path));
    return [...missing.map((name) => `${folder} has no ${name}`), ...(hasContract ? [] : [`${folder} has no contract test`])];
  });
}

function foldersOf(files: readonly string[], room: "feature" | "integration"): string[] {
  const folders = files.filter(isSource).flatMap((path) => {
    const place = placeOf(path);
    if (place.room !== room) return [];
    if (place.room === "integration") return [`src/integrations/${place.name}`];
    return place.room === "feature"
      ? [place.wing === BLUEPRINT ? `src/features/${BLUEPRINT}` : `src/features/${place.wing}/${place.name}`]
      : [];
  });
  return [...new Set(folders)];
}
