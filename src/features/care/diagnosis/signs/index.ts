import { CONFIGURATION } from "./configuration.ts";
import { DATA } from "./data.ts";
import { DEPENDENCY } from "./dependency.ts";
import { INFERENCE } from "./inference.ts";
import { NETWORK } from "./network.ts";
import { OTHER_LANGUAGES } from "./other-languages.ts";
import { PERMISSION } from "./permission.ts";
import { RESOURCE } from "./resource.ts";
import type { Signs } from "./sign.ts";

/** Everything that Hydra knows about how services say what is wrong. */
export const SIGNS: readonly Signs[] = [
  ...NETWORK,
  ...RESOURCE,
  ...INFERENCE,
  ...CONFIGURATION,
  ...PERMISSION,
  ...DATA,
  ...DEPENDENCY,
  ...OTHER_LANGUAGES,
];
