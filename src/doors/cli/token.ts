import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HydraError, systemCodeOf } from "../../kernel/errors.ts";

/** The owner's token. @throws HydraError not_configured or forbidden, with what to do */
export function readLocalToken(home: string): string {
  const path = join(home, "token");
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    if (systemCodeOf(error) === "ENOENT")
      throw new HydraError("not_configured", `There is no token in ${home} yet: the first ./hydra up makes it.`);
    if (systemCodeOf(error) === "EACCES")
      throw new HydraError("forbidden", `${path} belongs to another user. Run hydra as the user who started it, or set HYDRA_HOME.`);
    throw error;
  }
}
