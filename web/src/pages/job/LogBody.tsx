import { useVirtualizer } from "@tanstack/react-virtual";
import { type UIEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFixedRows } from "../../components/fixed_rows";
import type { LogLines } from "../../domain/log_lines";
import { LogLine } from "./LogLine";
import classes from "./LogViewer.module.css";

export interface LogBodyProps {
  lines: LogLines;
  // Indexes of the lines that are shown; null: all.
  shown: readonly number[] | null;
  version: number;
  find: string;
  // The line to bring into view and to mark, as an index; -1: none.
  target: number;
  follow: boolean;
  onFollow: (follow: boolean) => void;
  onLine: (line: number) => void;
}

interface RowsProps extends LogBodyProps {
  box: HTMLDivElement | null;
}

const rowHeight = 17;

function rowCount({ lines, shown }: LogBodyProps): number {
  return shown ? shown.length : lines.count;
}

function lineAt({ shown }: LogBodyProps, row: number): number {
  return shown ? (shown[row] ?? 0) : row;
}

// Where a line stands among those that are shown.
function rowOf({ shown }: LogBodyProps, target: number): number {
  return shown ? shown.indexOf(target) : target;
}

// Keeps the box where it should be: at the end while it follows, at the target when there is a new one.
function useScroll(
  props: LogBodyProps,
  count: number,
  scrollTo: (row: number, align: "center" | "end") => void,
): void {
  const { follow, version, target } = props;
  const row = rowOf(props, target);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version is what it reacts to
  useLayoutEffect(() => {
    if (follow && count > 0) scrollTo(count - 1, "end");
  }, [follow, version, count]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new target is what it reacts to
  useEffect(() => {
    if (target >= 0 && row >= 0) scrollTo(row, "center");
  }, [target, row >= 0]);
}

function useLineLabel() {
  const { t } = useTranslation();
  return (line: number) => t("log.line", { line });
}

function FixedRows(props: RowsProps) {
  const count = rowCount(props);
  const view = useFixedRows(props.box, count, rowHeight);
  const lineLabel = useLineLabel();
  useScroll(props, count, view.scrollTo);
  const rows = Array.from({ length: view.end - view.first }, (_, offset) =>
    lineAt(props, view.first + offset),
  );
  return (
    <div className={classes.sheet} style={{ height: view.height, paddingTop: view.before }}>
      {rows.map((index) => (
        <LogLine
          key={index}
          lines={props.lines}
          index={index}
          find={props.find}
          marked={index === props.target}
          lineLabel={lineLabel}
          onLine={props.onLine}
        />
      ))}
    </div>
  );
}

function WrappedRows(props: RowsProps) {
  const count = rowCount(props);
  const lineLabel = useLineLabel();
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => props.box,
    estimateSize: () => rowHeight,
    overscan: 20,
  });
  useScroll(props, count, (row, align) => virtualizer.scrollToIndex(row, { align }));
  return (
    <div className={classes.sheet} data-wrap="true" style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map((item) => {
        const index = lineAt(props, item.index);
        return (
          <div
            key={item.key}
            ref={virtualizer.measureElement}
            data-index={item.index}
            className={classes.placed}
            style={{ transform: `translateY(${item.start}px)` }}
          >
            <LogLine
              lines={props.lines}
              index={index}
              find={props.find}
              marked={index === props.target}
              lineLabel={lineLabel}
              onLine={props.onLine}
            />
          </div>
        );
      })}
    </div>
  );
}

// The text itself. Scrolling up stops following; scrolling to the end takes it up again.
export function LogBody({ wrap, label, ...props }: LogBodyProps & { wrap: boolean; label: string }) {
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const lastTop = useRef(0);
  const onScroll = (event: UIEvent<HTMLDivElement>) => {
    const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
    const atEnd = scrollTop + clientHeight >= scrollHeight - rowHeight;
    if (scrollTop < lastTop.current && !atEnd) props.onFollow(false);
    else if (scrollTop > lastTop.current && atEnd) props.onFollow(true);
    lastTop.current = scrollTop;
  };
  return (
    <div
      ref={setBox}
      className={classes.box}
      role="log"
      aria-live="off"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
      tabIndex={0}
      onScroll={onScroll}
    >
      {wrap ? <WrappedRows box={box} {...props} /> : <FixedRows box={box} {...props} />}
    </div>
  );
}
