import { useEffect, useRef, useState } from "react";
import { followEvents } from "../../api/event_stream";
import { LogLines } from "../../domain/log_lines";
import { type LogEvent, logEventsAddress } from "../../services/logs";

export interface JobLog {
  lines: LogLines;
  // Grows with every change of `lines`.
  version: number;
  // The log has ended, and all of it is here.
  ended: boolean;
}

// Reads a job's log from its first byte, and then what is added to it. `running` becoming true takes it up again.
export function useJobLog(job: string, running: boolean): JobLog {
  const lines = useRef<LogLines>(null);
  lines.current ??= new LogLines();
  const offset = useRef(0);
  const [{ version, ended }, setState] = useState({ version: 0, ended: false });
  const finished = ended && !running;

  useEffect(() => {
    if (finished) return;
    const log = lines.current;
    if (!log) return;
    let frame = 0;
    let over = false;
    const show = () => {
      frame = 0;
      setState((before) => ({ version: before.version + 1, ended: over }));
    };
    const onEvent = (event: LogEvent, id: string) => {
      if (event.event === "end") {
        over = true;
        log.finish();
        stop();
      } else if (event.offset === offset.current) {
        log.append(event.text);
        offset.current = Number(id);
      }
      frame ||= requestAnimationFrame(show);
    };
    const stop = followEvents(() => logEventsAddress(job, offset.current), {
      onEvent: (data, id) => onEvent(data as LogEvent, id),
    });
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [job, finished]);

  return { lines: lines.current, version, ended };
}
