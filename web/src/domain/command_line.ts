import type { JobRequest } from "../services/jobs";

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

const longestCommand = 20;

// The command that does what a request asks for; null for one that names too many tables to be typed.
export function commandOf(request: JobRequest): string | null {
  const tables = request.tables ?? [];
  if (tables.length > longestCommand) return null;
  const words = ["lakeport", request.engine, "--from", request.from, "--database", request.database];
  for (const table of tables) words.push("--table", table);
  words.push("--to", request.to);
  if (request.namespace) words.push("--namespace", request.namespace);
  if (request.mode) words.push("--mode", request.mode);
  if (request.if_exists) words.push("--if-exists", request.if_exists);
  if (request.verify) words.push("--verify", request.verify);
  if (request.nested_directories) words.push("--nested-directories", request.nested_directories);
  if (request.revert) words.push("--revert", request.revert);
  return words.map(quote).join(" ");
}
