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
  for (const term of request.partition_by ?? []) words.push("--partition-by", term);
  for (const term of request.sort_by ?? []) words.push("--sort-by", term);
  if (request.target_file_size) words.push("--target-file-size", String(request.target_file_size));
  if (request.revert) words.push("--revert", request.revert);
  return words.map(quote).join(" ");
}
