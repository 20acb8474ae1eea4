/** Something that a tool told about: an incident, a finding, an alert. Containers are called as the engine calls them. */
export interface Told {
  /** What it holds to be at the bottom of it. */
  root: string;
  /** In the words of case.ts; null when it names none. */
  category: string | null;
  trouble: string | null;
  /** When it told, epoch ms. */
  at: number;
  /** It says that a person is needed and tries nothing more. */
  isEscalated: boolean;
}

export interface Answer {
  told: Told[];
  /** Containers that it asks a person for leave to act on, and waits. */
  asks: string[];
  /** Containers for which it proposes an earlier image, without having done anything. */
  proposals: string[];
}

/** A tool under test, running and watching an engine. */
export interface Tool {
  /** What it said until now about these containers, by the engine's names. */
  answer(containers: readonly string[]): Promise<Answer>;
  end(): Promise<void>;
}

export interface Surroundings {
  /** The engine's socket. */
  socketPath: string;
  /** `label=value` on every container of the run, for a tool that has to be told what is its business. */
  label: string;
  /**
   * The cases that are played side by side. Each is a home of its own: what a tool does in one must not use up the leave or
   * the limit of another.
   */
  homes: readonly Home[];
}

export interface Home {
  /** Its compose project. */
  project: string;
  /** Containers of it that belong to no project, by the engine's names. */
  others: readonly string[];
}

/** How a tool is started: with leave to restart, and to make anew, whatever it finds broken. */
export type OpenTool = (surroundings: Surroundings) => Promise<Tool>;
