import { ActionIcon, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useNow } from "../../app/now";
import { Icon } from "../../components/Icon";
import { Moment } from "../../components/Moment";
import { ProgressBar } from "../../components/ProgressBar";
import { StatePill } from "../../components/StatePill";
import { formatCount, formatDuration } from "../../domain/format";
import { canCancel, canRetry, durationOf } from "../../domain/job_state";
import { advance, noProgress, percent } from "../../domain/progress";
import type { Job } from "../../services/jobs";
import classes from "./JobsTable.module.css";

interface Props {
  jobs: readonly Job[];
  busy: string | null;
  onCancel: (job: Job) => void;
  onRetry: (job: Job) => void;
}

function Outcome({ job }: { job: Job }) {
  const { t } = useTranslation();
  const { progress, summary } = job;
  if (job.state === "running") {
    const view = progress
      ? advance(noProgress(job.attempt), progress, job.attempt, 0)
      : noProgress(job.attempt);
    const value = percent(view.fraction, false);
    const planning = !progress || progress.phase === "planning";
    return (
      <div className={classes.progress}>
        <ProgressBar
          percent={value}
          unknown={planning}
          tone={job.cancel_requested ? "warn" : "busy"}
          label={t("jobs.progress")}
        />
        <span>{planning ? t("job.planning") : `${value} %`}</span>
      </div>
    );
  }
  if (job.state === "retrying" && job.run_at)
    return (
      <span>
        {t("jobs.nextTry")} <Moment time={job.run_at} relative />
      </span>
    );
  if (!summary)
    return (
      <span className={classes.error} title={job.error}>
        {job.error}
      </span>
    );
  const parts = (["committed", "reverted", "unchanged", "skipped", "refused", "failed"] as const).filter(
    (key) => (summary[key] ?? 0) > 0,
  );
  return (
    <span>
      {parts
        .map((key) => `${formatCount(summary[key] ?? 0)} ${t(`status.${key}`).toLowerCase()}`)
        .join(" · ")}
    </span>
  );
}

function Duration({ job }: { job: Job }) {
  const now = useNow();
  const duration = durationOf(job, now);
  if (duration === null) return null;
  return <>{formatDuration(job.state === "running" ? Math.floor(duration / 1000) * 1000 : duration)}</>;
}

function Row({ job, busy, onCancel, onRetry }: Omit<Props, "jobs" | "busy"> & { job: Job; busy: boolean }) {
  const { t } = useTranslation();
  return (
    <tr>
      <td>
        <StatePill job={job} />
      </td>
      <td className={classes.subject}>
        <Link to={`/jobs/${job.id}`}>{job.label}</Link>
        <span className={classes.id}>
          {job.engine} · {job.source} · <span className="lp-mono">{job.id.slice(-12)}</span>
        </span>
      </td>
      <td className={classes.outcome}>
        <Outcome job={job} />
      </td>
      <td className={classes.number}>
        <Duration job={job} />
      </td>
      <td className={classes.time}>
        <Moment time={job.created_at} />
      </td>
      <td>{job.user}</td>
      <td className={classes.actions}>
        {canCancel(job) && (
          <Tooltip label={t("job.cancel")}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={28}
              disabled={busy}
              aria-label={t("jobs.cancelOne", { id: job.id })}
              onClick={() => onCancel(job)}
            >
              <Icon name="ban" />
            </ActionIcon>
          </Tooltip>
        )}
        {canRetry(job) && (
          <Tooltip label={t("job.retry")}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={28}
              disabled={busy}
              aria-label={t("jobs.retryOne", { id: job.id })}
              onClick={() => onRetry(job)}
            >
              <Icon name="retry" />
            </ActionIcon>
          </Tooltip>
        )}
      </td>
    </tr>
  );
}

export function JobsTable({ jobs, busy, onCancel, onRetry }: Props) {
  const { t } = useTranslation();
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t("jobs.state")}</th>
          <th scope="col">{t("jobs.job")}</th>
          <th scope="col">{t("jobs.outcome")}</th>
          <th scope="col" className={classes.number}>
            {t("jobs.duration")}
          </th>
          <th scope="col">{t("jobs.submitted")}</th>
          <th scope="col">{t("jobs.user")}</th>
          <th scope="col">
            <span className="lp-hidden">{t("jobs.actions")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <Row key={job.id} job={job} busy={busy === job.id} onCancel={onCancel} onRetry={onRetry} />
        ))}
      </tbody>
    </table>
  );
}
