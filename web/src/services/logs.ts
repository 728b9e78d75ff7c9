import { apiBase } from "../api/client";
import type { components } from "../api/schema";

export type LogEvent = components["schemas"]["LogEvent"];

export function logEventsAddress(job: string, offset: number): string {
  return `${apiBase}/jobs/${encodeURIComponent(job)}/log?offset=${offset}`;
}

export function logDownloadAddress(job: string): string {
  return `${apiBase}/jobs/${encodeURIComponent(job)}/log?download=true`;
}
