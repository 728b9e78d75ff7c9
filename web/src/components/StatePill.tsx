import { useTranslation } from "react-i18next";
import { type Tone, toneOf } from "../domain/job_state";
import type { Job, JobState, TableStatus } from "../services/jobs";
import type { PlannedTable } from "../services/plans";
import { Icon, type IconName } from "./Icon";
import classes from "./StatePill.module.css";

interface PillProps {
  tone: Tone;
  icon: IconName;
  word: string;
  title?: string;
}

export function Pill({ tone, icon, word, title }: PillProps) {
  return (
    <span className={classes.pill} data-tone={tone} title={title}>
      <Icon name={icon} size={13} />
      {word}
    </span>
  );
}

const stateIcons: Record<JobState, IconName> = {
  scheduled: "clock",
  queued: "dots",
  running: "play",
  retrying: "retry",
  done: "done",
  failed: "cross",
  cancelled: "ban",
};

// A job's state; a running job that was asked to stop is "cancelling".
export function StatePill({ job }: { job: Pick<Job, "state" | "cancel_requested"> }) {
  const { t } = useTranslation();
  if (job.state === "running" && job.cancel_requested)
    return <Pill tone="warn" icon="ban" word={t("state.cancelling")} title={t("stateHelp.cancelling")} />;
  return (
    <Pill
      tone={toneOf(job.state)}
      icon={stateIcons[job.state]}
      word={t(`state.${job.state}`)}
      title={t(`stateHelp.${job.state}`)}
    />
  );
}

export type ResultStatus = TableStatus | "waiting";

const statusLooks: Record<ResultStatus, { tone: Tone; icon: IconName }> = {
  waiting: { tone: "quiet", icon: "dots" },
  committed: { tone: "good", icon: "done" },
  unchanged: { tone: "good", icon: "check" },
  skipped: { tone: "quiet", icon: "arrow" },
  refused: { tone: "warn", icon: "ban" },
  failed: { tone: "bad", icon: "cross" },
  reverted: { tone: "good", icon: "invert" },
};

export function StatusPill({ status }: { status: ResultStatus }) {
  const { t } = useTranslation();
  return <Pill {...statusLooks[status]} word={t(`status.${status}`)} />;
}

type Action = PlannedTable["action"];

const actionLooks: Record<Action, { tone: Tone; icon: IconName }> = {
  create: { tone: "good", icon: "ingest" },
  replace: { tone: "warn", icon: "retry" },
  sync: { tone: "busy", icon: "invert" },
  unchanged: { tone: "quiet", icon: "check" },
  skip: { tone: "quiet", icon: "arrow" },
  refuse: { tone: "bad", icon: "ban" },
  drop: { tone: "warn", icon: "cross" },
  restore: { tone: "warn", icon: "invert" },
};

export function ActionPill({ action }: { action: Action }) {
  const { t } = useTranslation();
  return <Pill {...actionLooks[action]} word={t(`action.${action}`)} />;
}
