import { ActionIcon, Button, SegmentedControl, Switch, TextInput } from "@mantine/core";
import { lazy, Suspense, useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon";
import { Message } from "../../components/Message";
import { formatCount } from "../../domain/format";
import { compileFilter, type MatchMode } from "../../domain/name_filter";
import { add, invert, remove, type Selection } from "../../domain/selection";
import { NameList } from "./NameList";
import classes from "./TablePicker.module.css";

const PasteNames = lazy(() => import("./PasteNames"));

interface Props {
  database: string;
  names: readonly string[];
  selection: Selection;
  q: string;
  match: MatchMode;
  onlyPicked: boolean;
  onSelect: (selection: Selection) => void;
  onFilter: (change: { q?: string; match?: MatchMode; onlyPicked?: boolean }) => void;
  onLook: (name: string) => void;
}

const noNames: readonly string[] = [];

function useShown(props: Pick<Props, "names" | "selection" | "q" | "match" | "onlyPicked">) {
  const { names, selection, match, onlyPicked } = props;
  const q = useDeferredValue(props.q);
  const filter = useMemo(() => compileFilter(q, match), [q, match]);
  const matching = useMemo(
    () => ("matches" in filter ? names.filter(filter.matches) : noNames),
    [names, filter],
  );
  const shown = useMemo(
    () => (onlyPicked ? matching.filter((name) => selection.has(name)) : matching),
    [matching, onlyPicked, selection],
  );
  return { matching, shown, problem: "problem" in filter ? filter.problem : null };
}

function FilterBox({
  q,
  match,
  onFilter,
  problem,
}: Pick<Props, "q" | "match" | "onFilter"> & { problem: string | null }) {
  const { t } = useTranslation();
  return (
    <div className={classes.filter}>
      <TextInput
        className={classes.search}
        type="search"
        aria-label={t("picker.search")}
        placeholder={t(`picker.placeholder.${match}`)}
        value={q}
        onChange={(event) => onFilter({ q: event.currentTarget.value })}
        leftSection={<Icon name="search" size={14} />}
        error={problem}
        spellCheck={false}
        data-search
        rightSection={
          q && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size={22}
              aria-label={t("picker.clearSearch")}
              onClick={() => onFilter({ q: "" })}
            >
              <Icon name="close" size={12} />
            </ActionIcon>
          )
        }
      />
      <SegmentedControl
        aria-label={t("picker.match")}
        size="xs"
        value={match}
        onChange={(value) => onFilter({ match: value as MatchMode })}
        data={[
          { value: "text", label: t("picker.text") },
          { value: "glob", label: t("picker.glob") },
          { value: "regex", label: t("picker.regex") },
        ]}
      />
    </div>
  );
}

interface ActionsProps {
  shown: readonly string[];
  selection: Selection;
  onSelect: (selection: Selection) => void;
  onPaste: () => void;
}

function Actions({ shown, selection, onSelect, onPaste }: ActionsProps) {
  const { t } = useTranslation();
  const picked = useMemo(() => shown.filter((name) => selection.has(name)).length, [shown, selection]);
  const all = picked === shown.length && shown.length > 0;
  return (
    <div className={classes.actions}>
      <Button
        size="compact-sm"
        variant="light"
        disabled={shown.length === 0}
        onClick={() => onSelect(all ? remove(selection, shown) : add(selection, shown))}
      >
        {all
          ? t("picker.unselectShown", { count: shown.length, number: formatCount(shown.length) })
          : t("picker.selectShown", { count: shown.length, number: formatCount(shown.length) })}
      </Button>
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<Icon name="invert" size={13} />}
        disabled={shown.length === 0}
        onClick={() => onSelect(invert(selection, shown))}
      >
        {t("picker.invert")}
      </Button>
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<Icon name="paste" size={13} />}
        onClick={onPaste}
      >
        {t("picker.paste")}
      </Button>
      <Button
        size="compact-sm"
        variant="subtle"
        disabled={selection.size === 0}
        onClick={() => onSelect(new Set())}
      >
        {t("picker.clear")}
      </Button>
    </div>
  );
}

// Picks tables out of a database that may have tens of thousands.
export function TablePicker(props: Props) {
  const { database, names, selection, onSelect, onFilter, onLook, onlyPicked } = props;
  const { t } = useTranslation();
  const { matching, shown, problem } = useShown(props);
  const [pasting, setPasting] = useState(false);

  return (
    <section className={`lp-panel ${classes.panel}`} aria-label={t("picker.label")}>
      <div className={classes.head}>
        <FilterBox q={props.q} match={props.match} onFilter={onFilter} problem={problem} />
        <Actions shown={shown} selection={selection} onSelect={onSelect} onPaste={() => setPasting(true)} />
      </div>
      {shown.length > 0 ? (
        <NameList
          label={t("picker.list")}
          names={shown}
          selection={selection}
          onSelect={onSelect}
          onLook={onLook}
          lookLabel={(name) => t("picker.look", { name })}
        />
      ) : (
        <Message
          tone="quiet"
          icon="search"
          title={names.length === 0 ? t("picker.none", { database }) : t("picker.noMatch")}
          compact
        />
      )}
      <div className={classes.foot} role="status">
        <span>
          <b>{formatCount(selection.size)}</b> {t("picker.selected")}
        </span>
        <span className="lp-quiet">
          {matching.length === names.length
            ? t("picker.total", { count: names.length, number: formatCount(names.length) })
            : t("picker.matching", {
                number: formatCount(matching.length),
                total: formatCount(names.length),
              })}
        </span>
        <Switch
          className={classes.only}
          size="xs"
          label={t("picker.onlyPicked")}
          checked={onlyPicked}
          onChange={(event) => onFilter({ onlyPicked: event.currentTarget.checked })}
        />
      </div>
      <Suspense>
        {pasting && (
          <PasteNames
            database={database}
            names={names}
            onClose={() => setPasting(false)}
            onAdd={(pasted) => onSelect(add(selection, pasted))}
          />
        )}
      </Suspense>
    </section>
  );
}
