import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "../api/client";

export function versionQuery() {
  return queryOptions({
    queryKey: ["version"],
    queryFn: ({ signal }) => unwrap(api.GET("/version", { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

// Throws while the portal does not answer.
export async function askPortal(): Promise<void> {
  await unwrap(api.GET("/version"));
}
