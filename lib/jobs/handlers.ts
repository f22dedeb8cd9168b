import type { JobName, Jobs } from "./jobs";

/** What a handler knows of its job: the id is the same each time the job is tried. */
export type JobFacts = { id: string };

export type Handlers = { [Name in JobName]: (payload: Jobs[Name], job: JobFacts) => Promise<void> };
