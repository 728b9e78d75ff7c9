import { Fragment, type ReactNode } from "react";
import type { LogLines } from "../../domain/log_lines";
import classes from "./LogViewer.module.css";

interface Props {
  lines: LogLines;
  index: number;
  find: string;
  marked: boolean;
  lineLabel: (line: number) => string;
  onLine: (line: number) => void;
}

function highlight(text: string, find: string): ReactNode {
  if (find === "") return text;
  const lower = text.toLowerCase();
  const wanted = find.toLowerCase();
  const parts: ReactNode[] = [];
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    parts.push(
      <Fragment key={at}>{text.slice(from, at)}</Fragment>,
      <mark key={`${at}m`}>{text.slice(at, at + wanted.length)}</mark>,
    );
    from = at + wanted.length;
  }
  return [...parts, text.slice(from)];
}

// One line of a log, with its number as a link to it.
export function LogLine({ lines, index, find, marked, lineLabel, onLine }: Props) {
  const number = lines.numberAt(index);
  return (
    <div className={classes.line} data-level={lines.level(index)} data-marked={marked}>
      <button
        type="button"
        tabIndex={-1}
        className={classes.number}
        aria-label={lineLabel(number)}
        onClick={() => onLine(number)}
      >
        {number}
      </button>
      <span className={classes.text}>{highlight(lines.text(index), find)}</span>
    </div>
  );
}
