import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CopyText } from "../../components/CopyText";
import { Moment } from "../../components/Moment";
import { commandOf } from "../../domain/command_line";
import type { Attempt } from "../../domain/live_job";
import type { JobDetail } from "../../services/jobs";
import classes from "./Details.module.css";

function Facts({ job }: { job: JobDetail }) {
  const { t } = useTranslation();
  const facts: [string, ReactNode][] = [
    [t("details.source"), job.source],
    [t("details.worker"), job.worker],
    [t("details.priority"), job.priority],
    [t("details.started"), job.started_at && <Moment time={job.started_at} />],
    [t("details.ended"), job.finished_at && <Moment time={job.finished_at} />],
    [t("details.exitCode"), job.exit_code],
    [t("details.errors"), t("details.of", { count: job.errors, most: job.max_errors })],
    [t("details.crashes"), t("details.of", { count: job.crashes, most: job.max_crashes })],
    [t("details.cancelledBy"), job.cancelled_by],
  ];
  return (
    <dl className={classes.facts}>
      {facts
        .filter(([, value]) => value !== undefined && value !== "")
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function Attempts({ attempts }: { attempts: readonly Attempt[] }) {
  const { t } = useTranslation();
  if (attempts.length === 0) return <p className="lp-quiet">{t("details.noAttempts")}</p>;
  return (
    <table className={classes.attempts}>
      <thead>
        <tr>
          <th scope="col">{t("details.attempt")}</th>
          <th scope="col">{t("details.began")}</th>
          <th scope="col">{t("details.version")}</th>
        </tr>
      </thead>
      <tbody>
        {attempts.map((attempt) => (
          <tr key={attempt.number}>
            <td>{attempt.number}</td>
            <td>
              <Moment time={attempt.startedAt} />
            </td>
            <td>{attempt.version}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Code({ title, text, copyLabel }: { title: string; text: string; copyLabel: string }) {
  return (
    <section>
      <div className={classes.title}>
        <h2>{title}</h2>
        <CopyText text={text} label={copyLabel} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard */}
      <pre className={classes.code} tabIndex={0}>
        {text}
      </pre>
    </section>
  );
}

interface Props {
  job: JobDetail;
  attempts: readonly Attempt[];
}

// How the job came and went, its request as it was submitted, and the command that does the same.
export function Details({ job, attempts }: Props) {
  const { t } = useTranslation();
  const command = commandOf(job.request);
  return (
    <div className={classes.details}>
      <section>
        <h2>{t("details.facts")}</h2>
        <Facts job={job} />
      </section>
      <section>
        <h2>{t("details.attempts")}</h2>
        <Attempts attempts={attempts} />
      </section>
      {command && <Code title={t("details.command")} text={command} copyLabel={t("details.copyCommand")} />}
      <Code
        title={t("details.request")}
        text={JSON.stringify(job.request, null, 2)}
        copyLabel={t("details.copyRequest")}
      />
    </div>
  );
}
