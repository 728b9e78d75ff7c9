import type { JobDetail } from "../services/jobs";
import { commandOf } from "./command_line";
import type { TableRow } from "./live_job";

const namedTables = 20;

// A failed job in plain text, for a ticket or a mail. Holds nothing that the page does not show.
export function ticketText(
  job: JobDetail,
  rows: readonly TableRow[],
  address: string,
  version: string,
): string {
  const bad = rows.filter(({ status }) => status === "failed" || status === "refused");
  const lines = [
    `Lakeport ${version}: ${job.engine} ${job.state}`,
    address,
    `Job: ${job.id}, attempt ${job.attempt}, by ${job.user}`,
    `Submitted: ${job.created_at}`,
  ];
  if (job.finished_at) lines.push(`Ended: ${job.finished_at}`);
  if (job.error) lines.push(`Error: ${job.error}`);
  for (const { table, status, result } of bad.slice(0, namedTables))
    lines.push(`${table}: ${status}: ${result?.message ?? ""}`);
  if (bad.length > namedTables) lines.push(`… and ${bad.length - namedTables} more tables`);
  const command = commandOf(job.request);
  if (command) lines.push(`Command: ${command}`);
  return lines.join("\n");
}
