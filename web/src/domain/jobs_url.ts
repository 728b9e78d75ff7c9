import type { Engine, JobFilter } from "../services/jobs";
import { jobStates } from "./job_state";

export const engines: readonly Engine[] = ["ingest"];

// All that the Jobs page's address says.
export interface JobsUrl extends JobFilter {
  cursor: string;
}

export function parseJobsUrl(params: URLSearchParams): JobsUrl {
  const states = new Set(params.getAll("state"));
  return {
    state: jobStates.filter((state) => states.has(state)),
    engine: engines.find((engine) => engine === params.get("engine")) ?? "",
    user: params.get("user") ?? "",
    q: params.get("q") ?? "",
    cursor: params.get("cursor") ?? "",
  };
}

export function formatJobsUrl(url: JobsUrl): URLSearchParams {
  const params = new URLSearchParams();
  for (const state of url.state) params.append("state", state);
  if (url.engine) params.set("engine", url.engine);
  if (url.user) params.set("user", url.user);
  if (url.q) params.set("q", url.q);
  if (url.cursor) params.set("cursor", url.cursor);
  return params;
}

export function isFiltered(url: JobFilter): boolean {
  return url.state.length > 0 || url.engine !== "" || url.user !== "" || url.q !== "";
}
