import type { Plan, PlannedTable } from "../services/plans";

export interface PlanSummary {
  // Tables that the job would write.
  writes: number;
  unchanged: number;
  skipped: number;
  refused: number;
  warnings: number;
  files: number;
  bytes: number;
}

export function writes(table: PlannedTable): boolean {
  return table.action === "create" || table.action === "replace" || table.action === "sync";
}

export function warningsOf(table: PlannedTable): readonly string[] {
  return table.warnings ?? [];
}

function count(plan: Plan, matches: (table: PlannedTable) => boolean): number {
  return plan.tables.filter(matches).length;
}

export function summarize(plan: Plan): PlanSummary {
  const written = plan.tables.filter(writes);
  return {
    writes: written.length,
    unchanged: count(plan, (table) => table.action === "unchanged"),
    skipped: count(plan, (table) => table.action === "skip"),
    refused: count(plan, (table) => table.action === "refuse"),
    warnings:
      (plan.warnings?.length ?? 0) + plan.tables.reduce((sum, table) => sum + warningsOf(table).length, 0),
    files: written.reduce((sum, table) => sum + (table.files ?? 0), 0),
    bytes: written.reduce((sum, table) => sum + (table.bytes ?? 0), 0),
  };
}

export type PlanPart = "all" | "warnings" | "refused";

export function partOf(plan: Plan, part: PlanPart): readonly PlannedTable[] {
  if (part === "warnings") return plan.tables.filter((table) => warningsOf(table).length > 0);
  if (part === "refused") return plan.tables.filter((table) => table.action === "refuse");
  return plan.tables;
}

// The table's own name, without its database.
export function bareName(table: PlannedTable, database: string): string {
  return table.table.startsWith(`${database}.`) ? table.table.slice(database.length + 1) : table.table;
}
