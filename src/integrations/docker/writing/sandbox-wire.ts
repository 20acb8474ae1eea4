import { z } from "zod";

const labels = z.record(z.string(), z.string()).nullish();

export const Labelled = z.object({ Labels: labels });
export const NetworkList = z.array(z.object({ Id: z.string(), Name: z.string(), Labels: labels }));
export const VolumeList = z.object({ Volumes: z.array(z.object({ Name: z.string(), Labels: labels })).nullish() });
export const ImageList = z.array(z.object({ Id: z.string(), RepoTags: z.array(z.string()).nullish(), Labels: labels }));
export const ContainerList = z.array(z.object({ Id: z.string(), Names: z.array(z.string()).nullish() }));
export const IdAnswer = z.object({ Id: z.string() });
export const ExecAnswer = z.object({ ExitCode: z.number().nullish() });
/** One line of a pull's story. */
export const PullLine = z.object({ error: z.string().nullish() });
