import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { isNotFound } from "../../api/client";
import { useTitle } from "../../app/title";
import { useUrlState } from "../../app/url_state";
import { useCopy } from "../../components/CopyText";
import { Icon } from "../../components/Icon";
import { Loading } from "../../components/Loading";
import { Message } from "../../components/Message";
import { Moment } from "../../components/Moment";
import { PageHead } from "../../components/PageHead";
import { ProblemMessage, useErrorText } from "../../components/ProblemMessage";
import { StatePill } from "../../components/StatePill";
import { Subject } from "../../components/Subject";
import { formatIngestUrl, ingestUrlOf } from "../../domain/ingest_url";
import { canCancel, canRetry, canRevert, isFinal } from "../../domain/job_state";
import { formatJobUrl, type JobUrl, jobTabs, parseJobUrl } from "../../domain/job_url";
import { tableRows } from "../../domain/live_job";
import { cancelJob, type JobDetail, jobQuery, rememberJob, retryJob, revertJob } from "../../services/jobs";
import { Details } from "./Details";
import { FailureCard } from "./FailureCard";
import classes from "./JobPage.module.css";
import { useLiveJob } from "./live_events";
import { ProgressPanel } from "./ProgressPanel";
import { Results } from "./Results";

const LogViewer = lazy(() => import("./LogViewer"));
const codec = { parse: parseJobUrl, format: formatJobUrl };

// Asks once more before it submits the job that takes this one's work back.
function Revert({ job }: { job: JobDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const textOf = useErrorText();
  const [asked, setAsked] = useState(false);
  const revert = useMutation({
    mutationFn: () => revertJob(job),
    onSuccess: (submitted) => navigate(`/jobs/${submitted.id}`),
  });
  return (
    <>
      {revert.error && (
        <span className={classes.problem} role="alert">
          {textOf(revert.error)}
        </span>
      )}
      <Button
        color="red"
        variant={asked ? "filled" : "light"}
        leftSection={<Icon name="invert" />}
        loading={revert.isPending}
        onClick={() => (asked ? revert.mutate() : setAsked(true))}
        onBlur={() => setAsked(false)}
      >
        {t(asked ? "job.reallyRevert" : "job.revert")}
      </Button>
    </>
  );
}

function Actions({ job }: { job: JobDetail }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const textOf = useErrorText();
  const { copied, copy } = useCopy();
  const act = useMutation({
    mutationFn: (what: "cancel" | "retry") => (what === "cancel" ? cancelJob(job.id) : retryJob(job.id)),
    onSuccess: (changed) => rememberJob(client, changed),
  });
  return (
    <>
      {act.error && (
        <span className={classes.problem} role="alert">
          {textOf(act.error)}
        </span>
      )}
      <Button
        variant="default"
        leftSection={<Icon name={copied ? "check" : "link"} />}
        onClick={() => copy(window.location.href)}
      >
        {copied ? t("copied") : t("job.copyLink")}
      </Button>
      <Button
        component={Link}
        to={`/ingest?${formatIngestUrl(ingestUrlOf(job.request))}`}
        variant="default"
        leftSection={<Icon name="copy" />}
      >
        {t("job.again")}
      </Button>
      {canRevert(job) && <Revert job={job} />}
      {canRetry(job) && (
        <Button
          leftSection={<Icon name="retry" />}
          loading={act.isPending}
          onClick={() => act.mutate("retry")}
        >
          {t("job.retry")}
        </Button>
      )}
      {!isFinal(job.state) && (
        <Button
          color="red"
          variant="light"
          leftSection={<Icon name="ban" />}
          loading={act.isPending}
          disabled={!canCancel(job)}
          onClick={() => act.mutate("cancel")}
        >
          {job.cancel_requested ? t("state.cancelling") : t("job.cancel")}
        </Button>
      )}
    </>
  );
}

function Above({ job }: { job: JobDetail }) {
  const { t } = useTranslation();
  return (
    <>
      <Link to="/jobs">{t("jobs.title")}</Link>
      <span className="lp-quiet">
        {job.engine} · <span className="lp-mono">{job.id}</span>
      </span>
      {job.parent && (
        <span>
          {t("job.parent")}{" "}
          <Link to={`/jobs/${job.parent}`} className="lp-mono">
            {job.parent.slice(-12)}
          </Link>
        </span>
      )}
      {job.children.map((child) => (
        <span key={child}>
          {t("job.child")}{" "}
          <Link to={`/jobs/${child}`} className="lp-mono">
            {child.slice(-12)}
          </Link>
        </span>
      ))}
    </>
  );
}

interface TabsProps {
  url: JobUrl;
  onChange: (tab: JobUrl["tab"]) => void;
}

// Tabs are places of their own: each has its address, so they are links.
function Tabs({ url, onChange }: TabsProps) {
  const { t } = useTranslation();
  return (
    <nav className={classes.tabs} aria-label={t("job.parts")}>
      {jobTabs.map((tab) => (
        <button
          key={tab}
          type="button"
          className={classes.tab}
          aria-current={url.tab === tab ? "page" : undefined}
          onClick={() => onChange(tab)}
        >
          {t(`job.tab.${tab}`)}
        </button>
      ))}
    </nav>
  );
}

function View({ job }: { job: JobDetail }) {
  const { t } = useTranslation();
  const [url, change] = useUrlState(codec);
  const over = isFinal(job.state);
  const live = useLiveJob(job.id, over);
  const rows = useMemo(() => tableRows(live, over), [live, over]);
  useTitle(`${t(`state.${job.state}`)} · ${job.label}`);

  return (
    <div className={classes.page}>
      <PageHead
        above={<Above job={job} />}
        title={<Subject request={job.request} />}
        aside={
          <>
            <StatePill job={job} />
            {job.state === "retrying" && job.run_at && (
              <span className="lp-quiet">
                {t("jobs.nextTry")} <Moment time={job.run_at} relative />
              </span>
            )}
          </>
        }
        actions={<Actions job={job} />}
      />
      <FailureCard job={job} rows={rows} onLog={() => change({ tab: "log", level: "error" }, "push")} />
      <ProgressPanel job={job} view={live.progress} />
      <section className={`lp-panel ${classes.panel}`} aria-label={t(`job.tab.${url.tab}`)}>
        <Tabs url={url} onChange={(tab) => change({ tab }, "push")} />
        {url.tab === "tables" && (
          <Results
            rows={rows}
            loading={live.seq === 0 && !live.ended}
            part={url.part}
            q={url.q}
            onChange={change}
          />
        )}
        {url.tab === "log" && (
          <Suspense fallback={<Loading />}>
            <LogViewer
              job={job.id}
              running={!over}
              line={url.line}
              level={url.level}
              find={url.find}
              onChange={change}
            />
          </Suspense>
        )}
        {url.tab === "details" && <Details job={job} attempts={live.attempts} />}
      </section>
    </div>
  );
}

export function Component() {
  const { t } = useTranslation();
  const { job: id = "" } = useParams();
  const { data, error, refetch } = useQuery(jobQuery(id));
  if (data) return <View key={id} job={data} />;
  if (isNotFound(error))
    return (
      <>
        <h1 className="lp-hidden">{t("job.notFound")}</h1>
        <Message
          tone="quiet"
          icon="search"
          title={t("job.notFound")}
          text={t("job.notFoundText", { id })}
          action={
            <Button component={Link} to="/jobs" variant="default">
              {t("job.allJobs")}
            </Button>
          }
        />
      </>
    );
  if (error) return <ProblemMessage title={t("job.failed")} error={error} onRetry={() => void refetch()} />;
  return <Loading />;
}
