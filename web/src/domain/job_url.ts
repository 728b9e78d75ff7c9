import { oneOf } from "./choice";
import type { Level } from "./log_lines";

export type JobTab = "tables" | "log" | "details";
export type ResultPart = "all" | "problems" | "waiting" | "done";

export const jobTabs: readonly JobTab[] = ["tables", "log", "details"];
export const resultParts: readonly ResultPart[] = ["all", "problems", "waiting", "done"];
export const levels: readonly Level[] = ["info", "warning", "error"];

// All that a job page's address says.
export interface JobUrl {
  tab: JobTab;
  part: ResultPart;
  q: string;
  // The log's line, from 1; 0: none.
  line: number;
  level: Level;
  find: string;
}

export function parseJobUrl(params: URLSearchParams): JobUrl {
  const line = Number(params.get("line") ?? 0);
  return {
    tab: oneOf(params.get("tab"), jobTabs, "tables"),
    part: oneOf(params.get("part"), resultParts, "all"),
    q: params.get("q") ?? "",
    line: Number.isSafeInteger(line) && line > 0 ? line : 0,
    level: oneOf(params.get("level"), levels, "info"),
    find: params.get("find") ?? "",
  };
}

export function formatJobUrl(url: JobUrl): URLSearchParams {
  const params = new URLSearchParams();
  if (url.tab !== "tables") params.set("tab", url.tab);
  if (url.part !== "all") params.set("part", url.part);
  if (url.q) params.set("q", url.q);
  if (url.line > 0) params.set("line", String(url.line));
  if (url.level !== "info") params.set("level", url.level);
  if (url.find) params.set("find", url.find);
  return params;
}
