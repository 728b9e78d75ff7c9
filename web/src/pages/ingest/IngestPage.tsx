import "@mantine/core/styles/Pill.css";
import "@mantine/core/styles/PillsInput.css";
import "@mantine/core/styles/Switch.css";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useTitle } from "../../app/title";
import { useUrlState } from "../../app/url_state";
import { Icon } from "../../components/Icon";
import { Loading } from "../../components/Loading";
import { Message } from "../../components/Message";
import { PageHead } from "../../components/PageHead";
import { ProblemMessage } from "../../components/ProblemMessage";
import { formatCount } from "../../domain/format";
import {
  defaultNamespace,
  formatIngestUrl,
  type IngestUrl,
  parseIngestUrl,
  toRequest,
} from "../../domain/ingest_url";
import type { Selection } from "../../domain/selection";
import { type Connection, connectionsQuery, tableNamesQuery } from "../../services/connections";
import classes from "./IngestPage.module.css";
import { Options } from "./Options";
import { PlanView } from "./PlanView";
import { resolvePicked, toPicked } from "./picked";
import { Route } from "./Route";
import { TablePicker } from "./TablePicker";

const TableDrawer = lazy(() => import("./TableDrawer"));
const codec = { parse: parseIngestUrl, format: formatIngestUrl };
const noNames: readonly string[] = [];

// What there is only one of is chosen already.
function withDefaults(url: IngestUrl, connections: readonly Connection[]): IngestUrl {
  const only = (role: "source" | "catalog") => {
    const [first, second] = connections.filter((one) => one.roles.includes(role));
    return first && !second ? first.name : "";
  };
  return { ...url, from: url.from || only("source"), to: url.to || only("catalog") };
}

interface ChooseProps {
  url: IngestUrl;
  names: readonly string[];
  selection: Selection;
  lost: boolean;
  onChange: (change: Partial<IngestUrl>) => void;
  onPlan: () => void;
}

function PlanButton({ url, selection, onPlan }: Pick<ChooseProps, "url" | "selection" | "onPlan">) {
  const { t } = useTranslation();
  const ready = toRequest(url, [...selection].slice(0, 1)) !== null;
  return (
    <div className={classes.next}>
      <p className={classes.sentence}>
        {ready ? (
          <>
            <b>{t("ingest.tables", { count: selection.size, number: formatCount(selection.size) })}</b>{" "}
            <Icon name="arrow" size={12} />{" "}
            <span className="lp-mono">
              {url.to} / {url.namespace || defaultNamespace(url.database)}
            </span>
          </>
        ) : (
          t(url.to === "" ? "ingest.needTarget" : "ingest.needTables")
        )}
      </p>
      <Button fullWidth disabled={!ready} onClick={onPlan} rightSection={<Icon name="arrow" size={14} />}>
        {t("ingest.plan")}
      </Button>
      <p className={classes.hint}>{t("ingest.planHint")}</p>
    </div>
  );
}

function Choose({ url, names, selection, lost, onChange, onPlan }: ChooseProps) {
  const { t } = useTranslation();
  const [looking, setLooking] = useState<string | null>(null);
  return (
    <div className={classes.columns}>
      <div className={classes.left}>
        {lost && (
          <p className={classes.lost} role="status">
            <Icon name="warn" />
            {t("ingest.lost")}
          </p>
        )}
        <TablePicker
          database={url.database}
          names={names}
          selection={selection}
          q={url.q}
          match={url.match}
          onlyPicked={url.onlyPicked}
          onSelect={(next) => onChange({ picked: toPicked(next, names) })}
          onFilter={onChange}
          onLook={setLooking}
        />
      </div>
      <div className={classes.right}>
        <Options choice={url} onChoose={onChange} />
        <PlanButton url={url} selection={selection} onPlan={onPlan} />
      </div>
      <Suspense>
        {looking !== null && (
          <TableDrawer
            connection={url.from}
            database={url.database}
            table={looking}
            onClose={() => setLooking(null)}
          />
        )}
      </Suspense>
    </div>
  );
}

interface BodyProps {
  url: IngestUrl;
  onChange: (change: Partial<IngestUrl>, how?: "replace" | "push") => void;
}

function Body({ url, onChange }: BodyProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(tableNamesQuery(url.from, url.database));
  const names = data ?? noNames;
  const { selection, lost } = useMemo(() => resolvePicked(url.picked, names), [url.picked, names]);
  const request = useMemo(
    () => toRequest(url, url.picked.kind === "all" ? "all" : [...selection].sort()),
    [url, selection],
  );

  if (error)
    return <ProblemMessage title={t("ingest.tablesFailed")} error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  if (url.step === "plan" && request) {
    return (
      <PlanView
        request={request}
        onBack={() => onChange({ step: "choose" }, "push")}
        onLeaveOut={(refused) => {
          const out = new Set(refused);
          onChange({ picked: toPicked(new Set([...selection].filter((name) => !out.has(name))), names) });
        }}
        onSubmitted={(job) => void navigate(`/jobs/${job}`)}
      />
    );
  }
  return (
    <Choose
      url={url}
      names={names}
      selection={selection}
      lost={lost}
      onChange={onChange}
      onPlan={() => onChange({ step: "plan" }, "push")}
    />
  );
}

export function Component() {
  const { t } = useTranslation();
  const [state, change] = useUrlState(codec);
  const { data: connections, error, refetch } = useQuery(connectionsQuery());
  const url = useMemo(() => withDefaults(state, connections ?? []), [state, connections]);
  const chosen = url.from !== "" && url.database !== "";
  const planning = url.step === "plan" && chosen;
  useTitle(t(planning ? "ingest.planTitle" : "ingest.title"));

  return (
    <div className={classes.page}>
      <PageHead
        title={t(planning ? "ingest.planTitle" : "ingest.title")}
        aside={<span className="lp-quiet">{t(planning ? "ingest.planSubtitle" : "ingest.subtitle")}</span>}
      />
      {error && (
        <ProblemMessage title={t("ingest.connectionsFailed")} error={error} onRetry={() => void refetch()} />
      )}
      {connections && !planning && (
        <Route
          connections={connections}
          choice={url}
          onChoose={(choice) =>
            change({
              ...choice,
              ...(choice.database === undefined ? {} : { picked: { kind: "names", names: [] }, q: "" }),
            })
          }
        />
      )}
      {connections && !chosen && (
        <div className={`lp-panel ${classes.start}`}>
          <Message tone="quiet" icon="ingest" title={t("ingest.startTitle")} text={t("ingest.startText")} />
        </div>
      )}
      {connections && chosen && <Body url={url} onChange={change} />}
    </div>
  );
}
