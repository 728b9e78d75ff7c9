// biome-ignore-all lint/a11y/useSemanticElements: rows out of sight are not there, which a table element cannot tell
// biome-ignore-all lint/a11y/useFocusableInteractive: rows are read, not operated
import { type ReactNode, useMemo, useState } from "react";
import classes from "./DataTable.module.css";
import { useFixedRows } from "./fixed_rows";
import { Icon } from "./Icon";

export interface Column<Row> {
  key: string;
  header: string;
  // CSS grid's words: "minmax(160px, 2fr)".
  width: string;
  numeric?: boolean;
  render: (row: Row) => ReactNode;
  // What the column is sorted by; without it, it is not.
  sortBy?: (row: Row) => string | number;
}

interface Sort {
  key: string;
  down: boolean;
}

interface Props<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  empty: ReactNode;
  rowHeight?: number;
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b));
}

function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: Sort | null,
): readonly Row[] {
  const by = columns.find((column) => column.key === sort?.key)?.sortBy;
  if (!sort || !by) return rows;
  const sign = sort.down ? -1 : 1;
  return rows.toSorted((a, b) => sign * compare(by(a), by(b)));
}

function nextSort(sort: Sort | null, key: string): Sort | null {
  if (sort?.key !== key) return { key, down: false };
  return sort.down ? null : { key, down: true };
}

function ariaSort(sort: Sort | null, key: string): "ascending" | "descending" | undefined {
  if (sort?.key !== key) return undefined;
  return sort.down ? "descending" : "ascending";
}

function HeaderCell<Row>({
  column,
  sort,
  onSort,
}: {
  column: Column<Row>;
  sort: Sort | null;
  onSort: (key: string) => void;
}) {
  const active = sort?.key === column.key;
  return (
    <div
      role="columnheader"
      className={classes.header}
      data-numeric={column.numeric}
      aria-sort={ariaSort(sort, column.key)}
    >
      {column.sortBy ? (
        <button type="button" className={classes.sort} onClick={() => onSort(column.key)}>
          {column.header}
          <Icon
            name={active ? (sort.down ? "down" : "up") : "sort"}
            size={12}
            className={active ? "" : classes.idle}
          />
        </button>
      ) : (
        column.header
      )}
    </div>
  );
}

// A table that renders only the rows in sight, and sorts by its headers.
export function DataTable<Row>({ label, columns, rows, rowKey, empty, rowHeight = 36 }: Props<Row>) {
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const [sort, setSort] = useState<Sort | null>(null);
  const sorted = useMemo(() => sortRows(rows, columns, sort), [rows, columns, sort]);
  const view = useFixedRows(box, sorted.length, rowHeight);
  const grid = { gridTemplateColumns: columns.map((column) => column.width).join(" ") };

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
    <div ref={setBox} className={classes.box} role="group" aria-label={label} tabIndex={0}>
      <div role="table" aria-label={label} aria-rowcount={sorted.length + 1} className={classes.table}>
        <div role="rowgroup" className={classes.head}>
          <div role="row" aria-rowindex={1} className={classes.row} style={grid}>
            {columns.map((column) => (
              <HeaderCell
                key={column.key}
                column={column}
                sort={sort}
                onSort={(key) => setSort(nextSort(sort, key))}
              />
            ))}
          </div>
        </div>
        {sorted.length === 0 ? (
          empty
        ) : (
          <div role="rowgroup" style={{ height: view.height, paddingTop: view.before }}>
            {sorted.slice(view.first, view.end).map((row, offset) => (
              <div
                role="row"
                key={rowKey(row)}
                aria-rowindex={view.first + offset + 2}
                className={classes.row}
                style={{ ...grid, height: rowHeight }}
              >
                {columns.map((column) => (
                  <div role="cell" key={column.key} className={classes.cell} data-numeric={column.numeric}>
                    {column.render(row)}
                  </div>
                ))}
              </div>
            ))}
          </div>
        )}
      </div>
    </div>
  );
}
