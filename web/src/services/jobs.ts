import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, apiBase, unwrap } from "../api/client";
import type { components } from "../api/schema";

export type Job = components["schemas"]["Job"];
export type JobDetail = components["schemas"]["JobDetail"];
export type JobList = components["schemas"]["JobList"];
export type JobRequest = components["schemas"]["JobRequest"];
export type JobState = components["schemas"]["JobState"];
export type JobEvent = components["schemas"]["JobEvent"];
export type ListEvent = components["schemas"]["ListEvent"];
export type Engine = components["schemas"]["Engine"];
export type FileCounts = components["schemas"]["FileCounts"];
export type Summary = components["schemas"]["Summary"];
export type TableResult = components["schemas"]["TableResult"];
export type TableStatus = components["schemas"]["TableStatus"];

export interface JobFilter {
  state: JobState[];
  engine: Engine | "";
  user: string;
  q: string;
}

const listSize = 50;

export function jobsQuery(filter: JobFilter, cursor: string) {
  return queryOptions({
    queryKey: ["jobs", filter, cursor],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/jobs", {
          params: {
            query: {
              state: filter.state,
              engine: filter.engine || undefined,
              user: filter.user || undefined,
              q: filter.q || undefined,
              limit: listSize,
              cursor: cursor || undefined,
            },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

export function jobQuery(job: string) {
  return queryOptions({
    queryKey: ["job", job],
    queryFn: ({ signal }) => unwrap(api.GET("/jobs/{job}", { params: { path: { job } }, signal })),
  });
}

export function submitJob(request: JobRequest): Promise<JobDetail> {
  return unwrap(api.POST("/jobs", { body: request }));
}

export function cancelJob(job: string): Promise<JobDetail> {
  return unwrap(api.POST("/jobs/{job}/cancel", { params: { path: { job } } }));
}

export function retryJob(job: string): Promise<JobDetail> {
  return unwrap(api.POST("/jobs/{job}/retry", { params: { path: { job } } }));
}

// A job that takes back what this one made: the same request, without what was chained to it.
export function revertJob(job: JobDetail): Promise<JobDetail> {
  const { then: _then, ...request } = job.request;
  return submitJob({ ...request, revert: job.id });
}

// Puts a newer state of a job into every list and page that shows it.
export function rememberJob(client: QueryClient, job: Job): void {
  client.setQueriesData<JobList>({ queryKey: ["jobs"] }, (list) => {
    const at = list?.items.findIndex((item) => item.id === job.id) ?? -1;
    return list && at >= 0 ? { ...list, items: list.items.with(at, job) } : list;
  });
  client.setQueryData<JobDetail>(["job", job.id], (known) =>
    known ? { request: known.request, children: known.children, ...job } : known,
  );
}

export function jobEventsAddress(job: string, after: number): string {
  return `${apiBase}/jobs/${encodeURIComponent(job)}/events?after=${after}`;
}

export const jobListEventsAddress = `${apiBase}/events`;
