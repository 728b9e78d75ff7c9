import { useCallback, useEffect, useLayoutEffect, useState } from "react";

export interface FixedRows {
  first: number;
  // One past the last.
  end: number;
  before: number;
  height: number;
  scrollTo: (index: number, align?: "nearest" | "center" | "end") => void;
}

const overscan = 6;

// Which of `count` rows of equal height a scrolling box shows. Costs nothing per row that is not shown.
export function useFixedRows(element: HTMLElement | null, count: number, rowHeight: number): FixedRows {
  const [view, setView] = useState({ top: 0, height: 600 });

  useLayoutEffect(() => {
    if (!element) return;
    const read = () => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener("scroll", read, { passive: true });
    read();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", read);
    };
  }, [element]);

  // A list that got shorter pulls the scroll position up without a scroll event in some browsers.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs because the count changed
  useEffect(() => {
    if (element) setView({ top: element.scrollTop, height: element.clientHeight });
  }, [element, count]);

  const scrollTo = useCallback(
    (index: number, align: "nearest" | "center" | "end" = "nearest") => {
      if (!element) return;
      const top = index * rowHeight;
      const space = element.clientHeight - rowHeight;
      if (align === "center") element.scrollTop = top - space / 2;
      else if (align === "end" || top > element.scrollTop + space) element.scrollTop = top - space;
      else if (top < element.scrollTop) element.scrollTop = top;
    },
    [element, rowHeight],
  );

  const first = Math.max(Math.min(Math.floor(view.top / rowHeight), count - 1) - overscan, 0);
  const end = Math.min(Math.ceil((view.top + view.height) / rowHeight) + overscan, count);
  return { first, end: Math.max(end, first), before: first * rowHeight, height: count * rowHeight, scrollTo };
}
