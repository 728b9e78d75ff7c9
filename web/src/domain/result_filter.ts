import type { ResultPart } from "./job_url";
import type { TableRow } from "./live_job";
import { compileFilter } from "./name_filter";

const doneStatuses: readonly TableRow["status"][] = ["committed", "unchanged", "skipped", "reverted"];

const parts: Record<ResultPart, (status: TableRow["status"]) => boolean> = {
  all: () => true,
  problems: (status) => status === "failed" || status === "refused",
  waiting: (status) => status === "waiting",
  done: (status) => doneStatuses.includes(status),
};

export function countPart(rows: readonly TableRow[], part: ResultPart): number {
  return rows.reduce((sum, row) => sum + (parts[part](row.status) ? 1 : 0), 0);
}

export function filterRows(rows: readonly TableRow[], part: ResultPart, q: string): readonly TableRow[] {
  const filter = compileFilter(q, "text");
  const matches = "matches" in filter ? filter.matches : () => true;
  return rows.filter((row) => parts[part](row.status) && matches(row.table));
}
