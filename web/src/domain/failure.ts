import type { components } from "../api/schema";

export type ErrorKind = components["schemas"]["ErrorKind"];

export interface Failure {
  kind: ErrorKind | null;
  cause: string;
  // What was being done, innermost first.
  trail: string[];
}

const kinds: ReadonlySet<string> = new Set<ErrorKind>([
  "InvalidArgument",
  "NotFound",
  "AlreadyExists",
  "Unauthenticated",
  "PermissionDenied",
  "Conflict",
  "CommitUnknown",
  "Unavailable",
  "Timeout",
  "Cancelled",
  "CorruptData",
  "Unsupported",
  "Internal",
]);

function isKind(word: string): word is ErrorKind {
  return kinds.has(word);
}

// Takes apart "NotFound: no such file …; while reading …; while ingesting sales.orders".
export function parseFailure(text: string): Failure {
  const [head = "", ...trail] = text.split("; while ");
  const colon = head.indexOf(": ");
  const word = colon > 0 ? head.slice(0, colon) : "";
  if (isKind(word)) return { kind: word, cause: head.slice(colon + 2), trail };
  return { kind: null, cause: head, trail };
}
