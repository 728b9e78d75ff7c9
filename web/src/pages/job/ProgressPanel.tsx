import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNow } from "../../app/now";
import { Moment } from "../../components/Moment";
import { ProgressBar } from "../../components/ProgressBar";
import { describeCounts } from "../../domain/file_counts";
import { formatBytes, formatCount, formatDuration, formatPerSecond } from "../../domain/format";
import { durationOf, isFinal, type Tone } from "../../domain/job_state";
import { advance, noProgress, type ProgressView, percent, secondsLeft } from "../../domain/progress";
import type { JobDetail } from "../../services/jobs";
import classes from "./ProgressPanel.module.css";

interface Props {
  job: JobDetail;
  view: ProgressView;
}

function barTone(job: JobDetail): Tone {
  if (job.state === "done") return "good";
  if (job.state === "failed") return "bad";
  if (job.state === "cancelled") return "quiet";
  return job.cancel_requested || job.state === "retrying" ? "warn" : "busy";
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

// "12 / 40"; a lone number when the total is not known or is the same.
function share(done: string, total: string): string {
  return done === total ? done : `${done} / ${total}`;
}

function Amounts({ job, view }: Props) {
  const { t } = useTranslation();
  const { latest } = view;
  const { summary } = job;
  if (isFinal(job.state) && summary)
    return (
      <>
        <Fact label={t("progress.tables")}>
          {share(
            formatCount(summary.committed + summary.unchanged + (summary.reverted ?? 0)),
            formatCount(summary.tables),
          )}
        </Fact>
        <Fact label={t("progress.rows")}>{formatCount(summary.rows)}</Fact>
        <Fact label={t("progress.files")}>{formatCount(summary.files)}</Fact>
        <Fact label={t("progress.bytes")}>{formatBytes(summary.bytes)}</Fact>
        {summary.accounting && (
          <Fact label={t("progress.accounting")}>{describeCounts(summary.accounting, t)}</Fact>
        )}
      </>
    );
  if (!latest) return null;
  return (
    <>
      <Fact label={t("progress.tables")}>
        {share(formatCount(latest.tables_done), formatCount(latest.tables_total))}
      </Fact>
      <Fact label={t("progress.files")}>
        {share(formatCount(latest.files_done), formatCount(latest.files_total))}
      </Fact>
      <Fact label={t("progress.bytes")}>
        {share(formatBytes(latest.bytes_done), formatBytes(latest.bytes_total))}
      </Fact>
    </>
  );
}

function Speed({ job, view }: Props) {
  const { t } = useTranslation();
  if (job.state !== "running" || !view.rate) return null;
  const left = secondsLeft(view);
  return (
    <>
      <Fact label={t("progress.rate")}>
        {view.rate.bytes > 0 ? `${formatBytes(view.rate.bytes)}/s` : formatPerSecond(view.rate.files)}
      </Fact>
      <Fact label={t("progress.left")}>{left === null ? "–" : formatDuration(Math.ceil(left) * 1000)}</Fact>
    </>
  );
}

function Elapsed({ job }: { job: JobDetail }) {
  const { t } = useTranslation();
  const now = useNow();
  const duration = durationOf(job, now);
  if (duration === null) return null;
  const shown = job.state === "running" ? Math.floor(duration / 1000) * 1000 : duration;
  return <Fact label={t("progress.duration")}>{formatDuration(shown)}</Fact>;
}

// How far the job is, or what came of it.
export function ProgressPanel({ job, view }: Props) {
  const { t } = useTranslation();
  const current =
    job.progress && view.attempt < job.attempt
      ? advance(
          noProgress(job.attempt),
          job.progress,
          job.attempt,
          Date.parse(job.progress.at ?? job.created_at),
        )
      : view;
  const done = job.state === "done";
  const stopped = job.state === "failed" || job.state === "cancelled";
  const value = percent(current.fraction, done);
  const planning = job.state === "running" && (!current.latest || current.latest.phase === "planning");
  return (
    <section className={`lp-panel ${classes.panel}`} aria-label={t("progress.label")}>
      <div className={classes.line}>
        <ProgressBar percent={value} unknown={planning} tone={barTone(job)} label={t("progress.label")} />
        {stopped ? null : (
          <span className={classes.percent}>{planning ? t("job.planning") : `${value} %`}</span>
        )}
      </div>
      <dl className={classes.facts}>
        <Amounts job={job} view={current} />
        <Speed job={job} view={current} />
        <Elapsed job={job} />
        <Fact label={t("progress.attempt")}>{job.attempt}</Fact>
        <Fact label={t("progress.submitted")}>
          <Moment time={job.created_at} />
        </Fact>
        <Fact label={t("jobs.user")}>{job.user}</Fact>
      </dl>
    </section>
  );
}
