import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { JobRequest } from "../../services/jobs";
import { makePlan, type Progress } from "../../services/plans";

function progressKey(request: JobRequest) {
  return ["plan-progress", request];
}

// The plan of a request. It is made once, and again only when the request changes or a person asks for it.
export function planQuery(client: QueryClient, request: JobRequest) {
  return queryOptions({
    queryKey: ["plan", request],
    queryFn: ({ signal }) => {
      client.removeQueries({ queryKey: progressKey(request) });
      return makePlan(request, signal, (progress) => client.setQueryData(progressKey(request), progress));
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10 * 60_000,
    retry: false,
  });
}

// How far the making of the plan is; null before the engine says anything.
export function planProgressQuery(request: JobRequest) {
  return queryOptions<Progress | null>({
    queryKey: progressKey(request),
    queryFn: () => null,
    enabled: false,
  });
}
