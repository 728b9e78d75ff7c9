import type { JobRequest } from "../services/jobs";
import { oneOf } from "./choice";
import { type MatchMode, matchModes } from "./name_filter";

export type Mode = NonNullable<JobRequest["mode"]>;
export type IfExists = NonNullable<JobRequest["if_exists"]>;
export type Verify = NonNullable<JobRequest["verify"]>;
export type Nested = NonNullable<JobRequest["nested_directories"]>;

export const modes: readonly Mode[] = ["copy", "in-place", "rewrite"];
export const ifExistsChoices: readonly IfExists[] = ["fail", "sync", "replace"];
export const verifyChoices: readonly Verify[] = ["counts", "checksum", "off"];
export const nestedChoices: readonly Nested[] = ["refuse", "take"];

// The tables that are picked: every one there is, these, or a list too long for an address, kept under a key.
export type Picked = { kind: "all" } | { kind: "names"; names: string[] } | { kind: "kept"; key: string };

// All that the Ingest page's address says.
export interface IngestUrl {
  from: string;
  database: string;
  to: string;
  namespace: string;
  mode: Mode;
  ifExists: IfExists;
  verify: Verify;
  nested: Nested;
  // Of mode "rewrite" only.
  partitionBy: string[];
  sortBy: string[];
  targetFileSize: string;
  picked: Picked;
  q: string;
  match: MatchMode;
  onlyPicked: boolean;
  step: "choose" | "plan";
}

// Browsers and proxies pass on addresses of this length.
export const longestList = 4_000;

function parsePicked(value: string | null): Picked {
  if (value === "*") return { kind: "all" };
  if (value?.startsWith("~")) return { kind: "kept", key: value.slice(1) };
  return { kind: "names", names: value ? value.split(",").map(decodeURIComponentSafely) : [] };
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function formatPicked(picked: Picked): string {
  if (picked.kind === "all") return "*";
  if (picked.kind === "kept") return `~${picked.key}`;
  return picked.names.map(encodeName).join(",");
}

// A name may be anything; commas part names, and * and ~ in front mean something else.
function encodeName(name: string): string {
  return encodeURIComponent(name).replace(/^[*~]/, (char) => `%${char.charCodeAt(0).toString(16)}`);
}

export function parseIngestUrl(params: URLSearchParams): IngestUrl {
  return {
    from: params.get("from") ?? "",
    database: params.get("database") ?? "",
    to: params.get("to") ?? "",
    namespace: params.get("namespace") ?? "",
    mode: oneOf(params.get("mode"), modes, "copy"),
    ifExists: oneOf(params.get("if_exists"), ifExistsChoices, "fail"),
    verify: oneOf(params.get("verify"), verifyChoices, "counts"),
    nested: oneOf(params.get("nested_directories"), nestedChoices, "refuse"),
    partitionBy: params.getAll("partition_by"),
    sortBy: params.getAll("sort_by"),
    targetFileSize: params.get("target_file_size") ?? "",
    picked: parsePicked(params.get("tables")),
    q: params.get("q") ?? "",
    match: oneOf(params.get("match"), matchModes, "text"),
    onlyPicked: params.get("picked") === "only",
    step: params.get("step") === "plan" ? "plan" : "choose",
  };
}

// Says only what differs from the defaults, so that addresses stay short.
export function formatIngestUrl(url: IngestUrl): URLSearchParams {
  const params = new URLSearchParams();
  const say = (key: string, value: string, otherwise: string) => {
    if (value !== otherwise) params.set(key, value);
  };
  say("from", url.from, "");
  say("database", url.database, "");
  say("to", url.to, "");
  say("namespace", url.namespace, "");
  say("mode", url.mode, "copy");
  say("if_exists", url.ifExists, "fail");
  say("verify", url.verify, "counts");
  say("nested_directories", url.nested, "refuse");
  for (const term of url.partitionBy) params.append("partition_by", term);
  for (const term of url.sortBy) params.append("sort_by", term);
  say("target_file_size", url.targetFileSize, "");
  say("tables", formatPicked(url.picked), "");
  say("q", url.q, "");
  say("match", url.match, "text");
  say("picked", url.onlyPicked ? "only" : "", "");
  say("step", url.step, "choose");
  return params;
}

export function defaultNamespace(database: string): string {
  return database === "" ? "" : `${database}_iceberg`;
}

// The request that the page's choices make; null while something is missing.
export function toRequest(url: IngestUrl, names: readonly string[] | "all"): JobRequest | null {
  if (url.from === "" || url.database === "" || url.to === "" || names.length === 0) return null;
  return {
    engine: "ingest",
    from: url.from,
    database: url.database,
    ...(names === "all" ? {} : { tables: names.map(asPattern) }),
    to: url.to,
    namespace: url.namespace || defaultNamespace(url.database),
    mode: url.mode,
    if_exists: url.ifExists,
    verify: url.verify,
    nested_directories: url.nested,
    ...layoutOf(url),
  };
}

// Kept in the address when another mode is tried, but asked for in this one only.
function layoutOf(url: IngestUrl): Partial<JobRequest> {
  if (url.mode !== "rewrite") return {};
  const size = url.targetFileSize.trim();
  return {
    ...(url.partitionBy.length > 0 && { partition_by: url.partitionBy }),
    ...(url.sortBy.length > 0 && { sort_by: url.sortBy }),
    ...(size !== "" && { target_file_size: /^\d+$/.test(size) ? Number(size) : size }),
  };
}

// A request's tables are names and globs: a name that holds a glob's characters must not become one.
function asPattern(name: string): string {
  return name.replaceAll(/[*?[]/g, "[$&]");
}

// The page that would make this request again.
export function ingestUrlOf(request: JobRequest): IngestUrl {
  const tables = request.tables ?? [];
  return {
    ...parseIngestUrl(new URLSearchParams()),
    from: request.from,
    database: request.database,
    to: request.to,
    namespace: request.namespace === defaultNamespace(request.database) ? "" : (request.namespace ?? ""),
    mode: request.mode ?? "copy",
    ifExists: request.if_exists ?? "fail",
    verify: request.verify ?? "counts",
    nested: request.nested_directories ?? "refuse",
    partitionBy: request.partition_by ?? [],
    sortBy: request.sort_by ?? [],
    targetFileSize: String(request.target_file_size ?? ""),
    picked: tables.length === 0 ? { kind: "all" } : { kind: "names", names: tables.map(asName) },
  };
}

function asName(pattern: string): string {
  return pattern.replaceAll(/\[([*?[])\]/g, "$1");
}
