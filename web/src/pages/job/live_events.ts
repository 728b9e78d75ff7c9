import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { followEvents } from "../../api/event_stream";
import { type LiveJob, nothingYet, withEvents } from "../../domain/live_job";
import { type Job, type JobDetail, type JobEvent, jobEventsAddress, rememberJob } from "../../services/jobs";

// Follows a job's events from its first to its last, and on from there when it is retried. When the job is
// done it is read again, for what was chained to it.
export function useLiveJob(job: string, isOver: boolean): LiveJob {
  const client = useQueryClient();
  const [live, setLive] = useState<LiveJob>(nothingYet);
  const taken = useRef(0);
  const finished = live.ended && isOver;

  useEffect(() => {
    if (finished) return;
    let waiting: JobEvent[] = [];
    let frame = 0;
    const flush = () => {
      frame = 0;
      const events = waiting;
      waiting = [];
      for (const event of events) if ("seq" in event) taken.current = Math.max(taken.current, event.seq);
      setLive((before) => withEvents(before, events));
    };
    const onEvent = (event: JobEvent) => {
      if (event.event === "state") return rememberState(event.job);
      if (event.event === "end") stop();
      waiting.push(event);
      frame ||= requestAnimationFrame(flush);
    };
    const rememberState = (now: Job) => {
      const ended = now.state === "done" && client.getQueryData<JobDetail>(["job", job])?.state !== "done";
      rememberJob(client, now);
      if (ended) void client.invalidateQueries({ queryKey: ["job", job] });
    };
    setLive((before) => (before.ended ? { ...before, ended: false } : before));
    const stop = followEvents(() => jobEventsAddress(job, taken.current), {
      onEvent: (data) => onEvent(data as JobEvent),
    });
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [client, job, finished]);

  return live;
}
