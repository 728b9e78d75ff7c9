import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useCopy } from "../../components/CopyText";
import { Icon } from "../../components/Icon";
import { parseFailure } from "../../domain/failure";
import { formatCount } from "../../domain/format";
import type { TableRow } from "../../domain/live_job";
import { ticketText } from "../../domain/ticket";
import type { JobDetail } from "../../services/jobs";
import { versionQuery } from "../../services/portal";
import classes from "./FailureCard.module.css";

interface Props {
  job: JobDetail;
  rows: readonly TableRow[];
  onLog: () => void;
}

const shownTables = 3;

function BadTables({ bad }: { bad: readonly TableRow[] }) {
  const { t } = useTranslation();
  if (bad.length === 0) return null;
  return (
    <div className={classes.row}>
      <dt>{t("failure.tables")}</dt>
      <dd>
        <ul className={classes.tables}>
          {bad.slice(0, shownTables).map(({ table, result }) => (
            <li key={table}>
              <b className="lp-mono">{table}</b> {result?.message}
            </li>
          ))}
          {bad.length > shownTables && (
            <li className="lp-quiet">
              {t("failure.more", {
                count: bad.length - shownTables,
                number: formatCount(bad.length - shownTables),
              })}
            </li>
          )}
        </ul>
      </dd>
    </div>
  );
}

// Why a job failed, during what, and what helps.
export function FailureCard({ job, rows, onLog }: Props) {
  const { t } = useTranslation();
  const { data } = useQuery(versionQuery());
  const { copied, copy } = useCopy();
  if (!job.error || (job.state !== "failed" && job.state !== "retrying")) return null;
  const failure = parseFailure(job.error);
  const bad = rows.filter(({ status }) => status === "failed" || status === "refused");
  // An engine that got to its end says only that it failed; its tables say why.
  const byTables = failure.kind === null && bad.length > 0;
  return (
    <section className={classes.card} data-state={job.state} aria-label={t("failure.label")}>
      <h2>
        <Icon name="warn" />
        {t(job.state === "retrying" ? "failure.again" : "failure.final")}
      </h2>
      <dl className={classes.rows}>
        <div className={classes.row}>
          <dt>{t("failure.cause")}</dt>
          <dd>
            {byTables
              ? t("failure.badTables", { count: bad.length, number: formatCount(bad.length) })
              : failure.cause}
          </dd>
        </div>
        {failure.trail.length > 0 && (
          <div className={classes.row}>
            <dt>{t("failure.step")}</dt>
            <dd>{failure.trail.join(" ← ")}</dd>
          </div>
        )}
        <BadTables bad={bad} />
        <div className={classes.row}>
          <dt>{t("failure.remedy")}</dt>
          <dd>{t(failure.kind ? `remedy.${failure.kind}` : "remedy.other")}</dd>
        </div>
      </dl>
      <div className={classes.actions}>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Icon name={copied ? "check" : "copy"} size={14} />}
          onClick={() => copy(ticketText(job, rows, window.location.href, data?.version ?? ""))}
        >
          {copied ? t("copied") : t("failure.copy")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onLog}>
          {t("failure.log")}
        </Button>
      </div>
    </section>
  );
}
