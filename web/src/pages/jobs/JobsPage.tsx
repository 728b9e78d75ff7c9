import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useTitle } from "../../app/title";
import { useUrlState } from "../../app/url_state";
import { Icon } from "../../components/Icon";
import { Loading } from "../../components/Loading";
import { Message } from "../../components/Message";
import { UpdatedAt } from "../../components/Moment";
import { PageHead } from "../../components/PageHead";
import { ProblemMessage, useErrorText } from "../../components/ProblemMessage";
import { formatCount } from "../../domain/format";
import { formatJobsUrl, isFiltered, type JobsUrl, parseJobsUrl } from "../../domain/jobs_url";
import { cancelJob, type JobList, jobsQuery, rememberJob, retryJob } from "../../services/jobs";
import { Filters } from "./Filters";
import classes from "./JobsPage.module.css";
import { JobsTable } from "./JobsTable";
import { useLiveJobList } from "./live_list";

const codec = { parse: parseJobsUrl, format: formatJobsUrl };
const typingPause = 200;

function useJobActions() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, act }: { id: string; act: "cancel" | "retry" }) =>
      act === "cancel" ? cancelJob(id) : retryJob(id),
    onSuccess: (job) => rememberJob(client, job),
  });
}

function Nothing({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation();
  if (filtered) return <Message tone="quiet" icon="search" title={t("jobs.noMatch")} />;
  return (
    <Message
      tone="quiet"
      icon="jobs"
      title={t("jobs.noneTitle")}
      text={t("jobs.noneText")}
      action={
        <Button component={Link} to="/ingest">
          {t("jobs.first")}
        </Button>
      }
    />
  );
}

interface PagerProps {
  list: JobList;
  cursor: string;
  onCursor: (cursor: string) => void;
}

function Pager({ list, cursor, onCursor }: PagerProps) {
  const { t } = useTranslation();
  const { next } = list;
  return (
    <nav className={classes.pager} aria-label={t("jobs.pages")}>
      <span className="lp-quiet">
        {t("jobs.total", { count: list.total, number: formatCount(list.total) })}
      </span>
      <Button size="compact-sm" variant="default" disabled={cursor === ""} onClick={() => onCursor("")}>
        {t("jobs.newest")}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        disabled={next === null}
        onClick={() => onCursor(next ?? "")}
      >
        {t("jobs.older")}
      </Button>
    </nav>
  );
}

export function Component() {
  const { t } = useTranslation();
  const textOf = useErrorText();
  useTitle(t("jobs.title"));
  useLiveJobList();
  const [url, change] = useUrlState<JobsUrl>(codec);
  const [q] = useDebouncedValue(url.q, typingPause);
  const [user] = useDebouncedValue(url.user, typingPause);
  const filter = useMemo(
    () => ({ state: url.state, engine: url.engine, user, q }),
    [url.state, url.engine, user, q],
  );
  const { data, error, refetch, dataUpdatedAt, isPlaceholderData } = useQuery(jobsQuery(filter, url.cursor));
  const action = useJobActions();

  return (
    <div className={classes.page}>
      <PageHead
        title={t("jobs.title")}
        aside={<UpdatedAt at={dataUpdatedAt} />}
        actions={
          <Button component={Link} to="/ingest" leftSection={<Icon name="ingest" />}>
            {t("jobs.new")}
          </Button>
        }
      />
      <Filters url={url} onChange={(filters) => change({ ...filters, cursor: "" })} />
      {action.error && (
        <p className={classes.problem} role="alert">
          <Icon name="warn" />
          {textOf(action.error)}
        </p>
      )}
      <section
        className={`lp-panel ${classes.panel}`}
        aria-label={t("jobs.title")}
        aria-busy={isPlaceholderData}
      >
        {!data && error && (
          <ProblemMessage title={t("jobs.failed")} error={error} onRetry={() => void refetch()} />
        )}
        {!data && !error && <Loading />}
        {data?.items.length === 0 && <Nothing filtered={isFiltered(filter) || url.cursor !== ""} />}
        {data && data.items.length > 0 && (
          <div className={classes.scroll}>
            <JobsTable
              jobs={data.items}
              busy={action.isPending ? action.variables.id : null}
              onCancel={(job) => action.mutate({ id: job.id, act: "cancel" })}
              onRetry={(job) => action.mutate({ id: job.id, act: "retry" })}
            />
          </div>
        )}
        {data && data.items.length > 0 && (
          <Pager list={data} cursor={url.cursor} onCursor={(cursor) => change({ cursor }, "push")} />
        )}
      </section>
    </div>
  );
}
