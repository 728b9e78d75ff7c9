import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { followEvents } from "../../api/event_stream";
import {
  type Job,
  type JobList,
  jobListEventsAddress,
  type ListEvent,
  rememberJob,
} from "../../services/jobs";

const readAgainAfter = 500;

function changesLists(lists: [unknown, JobList | undefined][], job: Job): boolean {
  return lists.some(([, list]) => {
    const known = list?.items.find((item) => item.id === job.id);
    return !known || known.state !== job.state;
  });
}

// Keeps the lists of jobs as they are on the server, by its events: rows are replaced as they come; when a job is new,
// or may no longer match a filter, the lists are read again.
export function useLiveJobList(): void {
  const client = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const readAgain = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: ["jobs"] });
      }, readAgainAfter);
    };
    let connected = false;
    const stop = followEvents(() => jobListEventsAddress, {
      onOpen: () => {
        if (connected) readAgain();
        connected = true;
      },
      onEvent: (data) => {
        const event = data as ListEvent;
        if (event.event === "reset") return readAgain();
        if (changesLists(client.getQueriesData<JobList>({ queryKey: ["jobs"] }), event.job)) readAgain();
        rememberJob(client, event.job);
      },
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [client]);
}
