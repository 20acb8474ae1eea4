/** On everything that a run makes, with the run's id: what is removed at the end. */
export const RUN_LABEL = "hydra.bench";
export const CASE_LABEL = "hydra.bench.case";
export const NAME_LABEL = "hydra.bench.name";
