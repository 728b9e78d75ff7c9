import { SegmentedControl, TextInput, Tooltip } from "@mantine/core";
import { useDeferredValue, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { CopyText } from "../../components/CopyText";
import { type Column, DataTable } from "../../components/DataTable";
import { Icon } from "../../components/Icon";
import { Loading } from "../../components/Loading";
import { Message } from "../../components/Message";
import { StatusPill } from "../../components/StatePill";
import { describeCounts } from "../../domain/file_counts";
import { formatBytes, formatCount, formatDuration } from "../../domain/format";
import { type JobUrl, type ResultPart, resultParts } from "../../domain/job_url";
import type { TableRow } from "../../domain/live_job";
import { countPart, filterRows } from "../../domain/result_filter";
import { displayName, fullName } from "../../domain/table_name";
import classes from "./Results.module.css";

interface Props {
  rows: readonly TableRow[];
  loading: boolean;
  part: ResultPart;
  q: string;
  onChange: (change: Partial<JobUrl>) => void;
}

// The reason where there is one; else where the table's metadata is.
function Says({ row }: { row: TableRow }) {
  const { t } = useTranslation();
  const { result } = row;
  if (result?.message)
    return (
      <Tooltip label={result.message} maw={520}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the whole text must be reachable by keyboard */}
        <span tabIndex={0} className={classes.says} data-bad={row.status === "failed"}>
          {result.message}
        </span>
      </Tooltip>
    );
  if (!result?.metadata_location) return null;
  return (
    <span className={classes.location}>
      <span className="lp-mono" title={result.metadata_location}>
        {result.metadata_location}
      </span>
      <CopyText text={result.metadata_location} label={t("results.copyMetadata")} />
    </span>
  );
}

// Where the files went that the table's directories show.
function Accounting({ row }: { row: TableRow }) {
  const { t } = useTranslation();
  if (!row.result?.accounting) return null;
  const counted = row.result.counted_partitions ?? 0;
  const files = describeCounts(row.result.accounting, t);
  const text = counted > 0 ? `${files}; ${t("accounting.counted", { count: counted })}` : files;
  return (
    <span className={classes.says} title={text}>
      {text}
    </span>
  );
}

function amount(row: TableRow, format: (value: number) => string, key: "rows" | "files" | "bytes"): string {
  return row.result && row.result.status !== "skipped" && row.result.status !== "refused"
    ? format(row.result[key])
    : "";
}

function useResultColumns(): Column<TableRow>[] {
  const { t } = useTranslation();
  return useMemo(() => {
    const number = (
      key: "rows" | "files" | "bytes",
      width: string,
      format = formatCount,
    ): Column<TableRow> => ({
      key,
      header: t(`results.${key}`),
      width,
      numeric: true,
      render: (row) => amount(row, format, key),
      sortBy: (row) => row.result?.[key] ?? -1,
    });
    return [
      {
        key: "table",
        header: t("results.table"),
        width: "minmax(170px, 1fr)",
        render: (row) => (
          <span className="lp-mono" title={fullName(row.table, row.target)}>
            {displayName(row.table, row.target)}
          </span>
        ),
        sortBy: (row) => row.table,
      },
      {
        key: "status",
        header: t("results.status"),
        width: "112px",
        render: (row) => <StatusPill status={row.status} />,
        sortBy: (row) => row.status,
      },
      number("rows", "96px"),
      number("files", "64px"),
      number("bytes", "84px", formatBytes),
      {
        key: "seconds",
        header: t("results.seconds"),
        width: "80px",
        numeric: true,
        render: (row) =>
          row.result && row.result.seconds > 0 ? formatDuration(row.result.seconds * 1000) : "",
        sortBy: (row) => row.result?.seconds ?? -1,
      },
      {
        key: "accounting",
        header: t("results.accounting"),
        width: "minmax(150px, 1.2fr)",
        render: (row) => <Accounting row={row} />,
        sortBy: (row) => row.result?.accounting?.listed ?? -1,
      },
      {
        key: "says",
        header: t("results.says"),
        width: "minmax(240px, 2.4fr)",
        render: (row) => <Says row={row} />,
      },
    ];
  }, [t]);
}

// One row per table, as each is done.
export function Results({ rows, loading, part, q, onChange }: Props) {
  const { t } = useTranslation();
  const columns = useResultColumns();
  const wanted = useDeferredValue(q);
  const shown = useMemo(() => filterRows(rows, part, wanted), [rows, part, wanted]);
  if (loading) return <Loading />;
  return (
    <>
      <div className={classes.tools}>
        <SegmentedControl
          aria-label={t("results.part")}
          size="xs"
          value={part}
          onChange={(value) => onChange({ part: value as ResultPart })}
          data={resultParts.map((value) => ({
            value,
            label: `${t(`results.parts.${value}`)} ${formatCount(countPart(rows, value))}`,
          }))}
        />
        <TextInput
          className={classes.search}
          type="search"
          size="xs"
          aria-label={t("results.search")}
          placeholder={t("results.search")}
          leftSection={<Icon name="search" size={13} />}
          value={q}
          onChange={(event) => onChange({ q: event.currentTarget.value })}
          spellCheck={false}
        />
      </div>
      <div className={classes.grid}>
        <DataTable
          label={t("results.label")}
          columns={columns}
          rows={shown}
          rowKey={(row) => row.table}
          empty={
            <Message
              tone="quiet"
              title={t(rows.length === 0 ? "results.noneYet" : "results.noMatch")}
              compact
            />
          }
        />
      </div>
    </>
  );
}
