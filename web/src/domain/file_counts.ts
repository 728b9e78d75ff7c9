import type { TFunction } from "i18next";
import type { FileCounts } from "../services/jobs";
import { formatCount } from "./format";

// "14 listed = 12 added + 2 hidden": where the files went that a listing showed.
export function describeCounts(counts: FileCounts, t: TFunction): string {
  const parts = [t("accounting.added", { number: formatCount(counts.added) })];
  if (counts.rewritten > 0) parts.push(t("accounting.rewritten", { number: formatCount(counts.rewritten) }));
  for (const [reason, count] of Object.entries(counts.skipped)) parts.push(`${formatCount(count)} ${reason}`);
  const sum = t("accounting.listed", { listed: formatCount(counts.listed), parts: parts.join(" + ") });
  if (!counts.removed) return sum;
  return `${sum}; ${t("accounting.removed", { number: formatCount(counts.removed) })}`;
}
