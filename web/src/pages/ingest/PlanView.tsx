import { Button, SegmentedControl, Tooltip } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "../../components/DataTable";
import { Icon } from "../../components/Icon";
import { Message } from "../../components/Message";
import { UpdatedAt } from "../../components/Moment";
import { ProblemMessage, useErrorText } from "../../components/ProblemMessage";
import { ProgressBar } from "../../components/ProgressBar";
import { ActionPill } from "../../components/StatePill";
import { formatBytes, formatCount } from "../../domain/format";
import {
  bareName,
  type PlanPart,
  type PlanSummary,
  partOf,
  summarize,
  warningsOf,
} from "../../domain/plan_summary";
import { displayName, fullName } from "../../domain/table_name";
import { type JobRequest, submitJob } from "../../services/jobs";
import type { FinishedPlan, Plan, PlannedTable } from "../../services/plans";
import classes from "./PlanView.module.css";
import { planProgressQuery, planQuery } from "./plan_query";

interface Props {
  request: JobRequest;
  onBack: () => void;
  onLeaveOut: (names: string[]) => void;
  onSubmitted: (job: string) => void;
}

function Figure({ label, value, tone }: { label: string; value: string; tone?: "warn" | "bad" }) {
  return (
    <div className={classes.figure} data-tone={tone}>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Figures({ summary }: { summary: PlanSummary }) {
  const { t } = useTranslation();
  return (
    <dl className={`lp-panel ${classes.figures}`}>
      <Figure label={t("plan.writes")} value={formatCount(summary.writes)} />
      <Figure label={t("plan.files")} value={formatCount(summary.files)} />
      <Figure label={t("plan.bytes")} value={formatBytes(summary.bytes)} />
      <Figure label={t("plan.unchanged")} value={formatCount(summary.unchanged + summary.skipped)} />
      <Figure
        label={t("plan.warnings")}
        value={formatCount(summary.warnings)}
        tone={summary.warnings > 0 ? "warn" : undefined}
      />
      <Figure
        label={t("plan.refused")}
        value={formatCount(summary.refused)}
        tone={summary.refused > 0 ? "bad" : undefined}
      />
    </dl>
  );
}

function noteClass(table: PlannedTable): string | undefined {
  if (table.action === "refuse") return classes.bad;
  return warningsOf(table).length > 0 ? classes.warn : classes.note;
}

function Notes({ table }: { table: PlannedTable }) {
  const notes = [...(table.reason ? [table.reason] : []), ...warningsOf(table)];
  const [first] = notes;
  if (!first) return null;
  return (
    <Tooltip label={<span className={classes.notes}>{notes.join("\n")}</span>} maw={520}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the whole text must be reachable by keyboard */}
      <span tabIndex={0} className={noteClass(table)}>
        {first}
        {notes.length > 1 && ` (+${notes.length - 1})`}
      </span>
    </Tooltip>
  );
}

function usePlanColumns(): Column<PlannedTable>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        key: "table",
        header: t("plan.table"),
        width: "minmax(170px, 1fr)",
        render: (table) => (
          <span className="lp-mono" title={fullName(table.table, table.target)}>
            {displayName(table.table, table.target)}
          </span>
        ),
        sortBy: (table) => table.table,
      },
      {
        key: "action",
        header: t("plan.action"),
        width: "110px",
        render: (table) => <ActionPill action={table.action} />,
        sortBy: (table) => table.action,
      },
      {
        key: "mode",
        header: t("plan.mode"),
        width: "76px",
        render: (table) => (table.mode ? t(`mode.${table.mode}`) : ""),
        sortBy: (table) => table.mode ?? "",
      },
      {
        key: "format",
        header: t("plan.format"),
        width: "80px",
        render: (table) => table.format,
        sortBy: (table) => table.format ?? "",
      },
      {
        key: "partitions",
        header: t("plan.partitions"),
        width: "86px",
        numeric: true,
        render: (table) => (table.partitions ? formatCount(table.partitions) : ""),
        sortBy: (table) => table.partitions ?? 0,
      },
      {
        key: "files",
        header: t("plan.files"),
        width: "76px",
        numeric: true,
        render: (table) => (table.files === undefined ? "" : formatCount(table.files)),
        sortBy: (table) => table.files ?? 0,
      },
      {
        key: "bytes",
        header: t("plan.bytes"),
        width: "88px",
        numeric: true,
        render: (table) => (table.bytes === undefined ? "" : formatBytes(table.bytes)),
        sortBy: (table) => table.bytes ?? 0,
      },
      {
        key: "notes",
        header: t("plan.notes"),
        width: "minmax(220px, 2.4fr)",
        render: (table) => <Notes table={table} />,
      },
    ],
    [t],
  );
}

function Making({ request, onStop }: { request: JobRequest; onStop: () => void }) {
  const { t } = useTranslation();
  const { data: progress } = useQuery(planProgressQuery(request));
  const known = progress && progress.tables_total > 0;
  return (
    <div className={classes.making} role="status">
      <p className={classes.makingTitle}>{t("plan.making")}</p>
      <div className={classes.makingBar}>
        <ProgressBar
          tone="busy"
          label={t("plan.making")}
          percent={known ? Math.floor((100 * progress.tables_done) / progress.tables_total) : 0}
          unknown={!known}
        />
      </div>
      <p className="lp-quiet">
        {known
          ? t("plan.progress", {
              done: formatCount(progress.tables_done),
              total: formatCount(progress.tables_total),
              files: formatCount(progress.files_total),
            })
          : t("plan.nothingWritten")}
      </p>
      <Button variant="default" onClick={onStop}>
        {t("plan.stop")}
      </Button>
    </div>
  );
}

function PlanTable({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const [part, setPart] = useState<PlanPart>("all");
  const columns = usePlanColumns();
  const rows = useMemo(() => partOf(plan, part), [plan, part]);
  const choice = (value: PlanPart, label: string) => ({
    value,
    label: `${label} ${formatCount(partOf(plan, value).length)}`,
  });
  return (
    <section className={`lp-panel ${classes.tables}`} aria-label={t("plan.tables")}>
      <div className={classes.tools}>
        <SegmentedControl
          aria-label={t("plan.part")}
          size="xs"
          value={part}
          onChange={(value) => setPart(value as PlanPart)}
          data={[
            choice("all", t("plan.all")),
            choice("warnings", t("plan.withWarnings")),
            choice("refused", t("plan.refused")),
          ]}
        />
      </div>
      {plan.warnings?.map((warning) => (
        <p key={warning} className={classes.warning}>
          <Icon name="warn" />
          {warning}
        </p>
      ))}
      <div className={classes.grid}>
        <DataTable
          label={t("plan.tables")}
          columns={columns}
          rows={rows}
          rowKey={(table) => table.table}
          empty={<Message tone="quiet" title={t("plan.noneHere")} compact />}
        />
      </div>
    </section>
  );
}

interface SubmitProps extends Pick<Props, "request" | "onLeaveOut" | "onSubmitted"> {
  plan: Plan;
  onAgain: () => void;
}

function SubmitBar({ request, plan, onLeaveOut, onSubmitted, onAgain }: SubmitProps) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const submit = useMutation({
    mutationFn: () => submitJob(request),
    onSuccess: (job) => onSubmitted(job.id),
  });
  const summary = summarize(plan);
  const keeps = summary.refused < plan.tables.length;
  return (
    <div className={classes.bar}>
      <div className={classes.verdict} role="status">
        {submit.error && <span className={classes.bad}>{textOf(submit.error)}</span>}
        {!submit.error && summary.refused > 0 && (
          <>
            <span className={classes.bad}>
              {keeps
                ? t("plan.willFail", { count: summary.refused, number: formatCount(summary.refused) })
                : t("plan.allRefused")}
            </span>
            {keeps && (
              <Button
                size="compact-sm"
                variant="subtle"
                onClick={() =>
                  onLeaveOut(partOf(plan, "refused").map((table) => bareName(table, request.database)))
                }
              >
                {t("plan.leaveOut")}
              </Button>
            )}
          </>
        )}
        {!submit.error && summary.refused === 0 && summary.writes === 0 && (
          <span>{t("plan.nothingToDo")}</span>
        )}
      </div>
      <Button variant="default" leftSection={<Icon name="retry" size={14} />} onClick={onAgain}>
        {t("plan.again")}
      </Button>
      <Button
        loading={submit.isPending}
        disabled={summary.writes === 0}
        onClick={() => submit.mutate()}
        rightSection={<Icon name="arrow" size={14} />}
      >
        {t("plan.submit", { count: summary.writes, number: formatCount(summary.writes) })}
      </Button>
    </div>
  );
}

function Made({ made, ...props }: Omit<SubmitProps, "plan"> & { made: FinishedPlan }) {
  const { plan } = made;
  const summary = useMemo(() => summarize(plan), [plan]);
  return (
    <>
      <Figures summary={summary} />
      <PlanTable plan={plan} />
      <SubmitBar {...props} plan={plan} />
    </>
  );
}

// What the job would do, table by table, before anything is done.
export function PlanView({ request, onBack, onLeaveOut, onSubmitted }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error, isFetching, refetch } = useQuery(planQuery(client, request));
  const again = () => void refetch();

  return (
    <div className={classes.view}>
      <div className={classes.route}>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<Icon name="back" size={14} />}
          onClick={onBack}
        >
          {t("plan.back")}
        </Button>
        <span className="lp-mono">
          {request.from} / {request.database}
        </span>
        <Icon name="arrow" size={14} />
        <span className="lp-mono">
          {request.to} / {request.namespace}
        </span>
        {data && !isFetching && <UpdatedAt at={Date.parse(data.finishedAt)} />}
      </div>
      {isFetching && <Making request={request} onStop={onBack} />}
      {!isFetching && error && <ProblemMessage title={t("plan.failed")} error={error} onRetry={again} />}
      {!isFetching && !error && data && (
        <Made
          made={data}
          request={request}
          onLeaveOut={onLeaveOut}
          onSubmitted={onSubmitted}
          onAgain={again}
        />
      )}
    </div>
  );
}
