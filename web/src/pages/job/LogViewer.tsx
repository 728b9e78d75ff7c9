import "@mantine/core/styles/Menu.css";
import { ActionIcon, Button, Menu, SegmentedControl, TextInput, Tooltip } from "@mantine/core";
import { useDebouncedValue, useFullscreenElement } from "@mantine/hooks";
import { type KeyboardEvent, type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon, type IconName } from "../../components/Icon";
import { Message } from "../../components/Message";
import { formatCount } from "../../domain/format";
import { type JobUrl, levels } from "../../domain/job_url";
import { byLevel, byWords, type Level, type LogLines } from "../../domain/log_lines";
import { logDownloadAddress } from "../../services/logs";
import { LogBody } from "./LogBody";
import classes from "./LogViewer.module.css";
import { useJobLog } from "./log_stream";

interface Props {
  job: string;
  running: boolean;
  line: number;
  level: Level;
  find: string;
  onChange: (change: Partial<JobUrl>) => void;
}

// Lines of unequal height are measured one by one, which larger logs would feel.
const mostWrapped = 200_000;
const typingPause = 200;

function Tool(props: {
  icon: IconName;
  label: string;
  pressed?: boolean;
  disabled?: boolean;
  onClick: () => void;
}) {
  return (
    <Tooltip label={props.label}>
      <ActionIcon
        variant={props.pressed ? "light" : "subtle"}
        color={props.pressed ? undefined : "gray"}
        size={30}
        aria-label={props.label}
        aria-pressed={props.pressed}
        disabled={props.disabled}
        onClick={props.onClick}
      >
        <Icon name={props.icon} />
      </ActionIcon>
    </Tooltip>
  );
}

interface FindProps {
  find: string;
  found: readonly number[];
  target: number;
  onFind: (find: string) => void;
  onGo: (index: number) => void;
}

// The found line after or before the one that is marked; past either end it goes on at the other.
function nextFound(found: readonly number[], target: number, step: 1 | -1): number {
  if (step > 0) return found.find((index) => index > target) ?? found[0] ?? -1;
  return found.findLast((index) => index < target) ?? found.at(-1) ?? -1;
}

function Find({ find, found, target, onFind, onGo }: FindProps) {
  const { t } = useTranslation();
  const at = found.indexOf(target);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") onGo(nextFound(found, target, event.shiftKey ? -1 : 1));
  };
  return (
    <>
      <TextInput
        className={classes.find}
        type="search"
        size="xs"
        aria-label={t("log.find")}
        placeholder={t("log.find")}
        leftSection={<Icon name="search" size={13} />}
        value={find}
        onChange={(event) => onFind(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        spellCheck={false}
      />
      {find !== "" && (
        <span className={classes.found} role="status">
          {at >= 0
            ? `${formatCount(at + 1)} / ${formatCount(found.length)}`
            : t("log.found", { count: found.length, number: formatCount(found.length) })}
        </span>
      )}
      <Tool
        icon="up"
        label={t("log.previous")}
        disabled={found.length === 0}
        onClick={() => onGo(nextFound(found, target, -1))}
      />
      <Tool
        icon="down"
        label={t("log.next")}
        disabled={found.length === 0}
        onClick={() => onGo(nextFound(found, target, 1))}
      />
    </>
  );
}

function saveShown(lines: LogLines, shown: readonly number[] | null, name: string): void {
  const indexes = shown ?? Array.from({ length: lines.count }, (_, index) => index);
  const text = indexes.map((index) => `${lines.text(index)}\n`);
  const address = URL.createObjectURL(new Blob(text, { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

function Download({ job, onShown }: { job: string; onShown: () => void }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <Button size="compact-sm" variant="default" leftSection={<Icon name="download" size={14} />}>
          {t("log.download")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={logDownloadAddress(job)} download={`${job}.log`}>
          {t("log.downloadAll")}
        </Menu.Item>
        <Menu.Item onClick={onShown}>{t("log.downloadShown")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface ToolbarProps extends FindProps {
  level: Level;
  follow: boolean;
  wrap: boolean;
  canWrap: boolean;
  full: boolean;
  firstError: number;
  children: ReactNode;
  onLevel: (level: Level) => void;
  onFollow: () => void;
  onWrap: () => void;
  onFull: () => void;
}

function Toolbar(props: ToolbarProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.tools}>
      <Find {...props} />
      <SegmentedControl
        aria-label={t("log.level")}
        size="xs"
        value={props.level}
        onChange={(value) => props.onLevel(value as Level)}
        data={levels.map((value) => ({ value, label: t(`log.levels.${value}`) }))}
      />
      <Button
        size="compact-sm"
        variant="subtle"
        disabled={props.firstError < 0}
        onClick={() => props.onGo(props.firstError)}
      >
        {t("log.firstError")}
      </Button>
      <div className={classes.right}>
        <Button
          size="compact-sm"
          variant={props.follow ? "light" : "subtle"}
          aria-pressed={props.follow}
          onClick={props.onFollow}
        >
          {t("log.follow")}
        </Button>
        <Tool
          icon="wrap"
          label={props.canWrap ? t("log.wrap") : t("log.tooLongToWrap", { number: formatCount(mostWrapped) })}
          pressed={props.wrap}
          disabled={!props.canWrap}
          onClick={props.onWrap}
        />
        <Tool icon="full" label={t("log.full")} pressed={props.full} onClick={props.onFull} />
        {props.children}
      </div>
    </div>
  );
}

function useIndexes(lines: LogLines, version: number, level: Level, words: string) {
  const levelIndex = useMemo(() => (level === "info" ? null : byLevel(level)), [level]);
  const wordIndex = useMemo(() => (words === "" ? null : byWords(words)), [words]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the lines change in place; their version tells
  const shown = useMemo(() => levelIndex?.of(lines).slice() ?? null, [levelIndex, lines, version]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const found = useMemo(() => wordIndex?.of(lines).slice() ?? [], [wordIndex, lines, version]);
  return { shown, found };
}

// A job's log: live, searchable, and quick at a million lines.
export default function LogViewer({ job, running, line, level, find, onChange }: Props) {
  const { t } = useTranslation();
  const { lines, version, ended } = useJobLog(job, running);
  const [words] = useDebouncedValue(find, typingPause);
  const { shown, found } = useIndexes(lines, version, level, words);
  const [follow, setFollow] = useState(line === 0 && running);
  const [wantsWrap, setWrap] = useState(false);
  const { ref, toggle, fullscreen } = useFullscreenElement<HTMLDivElement>();
  const canWrap = (shown?.length ?? lines.count) <= mostWrapped;
  const target = line > 0 ? lines.indexOfNumber(line) : -1;

  const go = (index: number) => {
    if (index < 0) return;
    setFollow(false);
    const hidden = shown !== null && !shown.includes(index);
    onChange({ line: lines.numberAt(index), ...(hidden ? { level: "info" } : {}) });
  };

  return (
    <div ref={ref} className={classes.viewer}>
      <Toolbar
        find={find}
        found={found}
        target={target}
        level={level}
        follow={follow}
        wrap={wantsWrap && canWrap}
        canWrap={canWrap}
        full={fullscreen}
        firstError={lines.firstError()}
        onFind={(wanted) => onChange({ find: wanted })}
        onGo={go}
        onLevel={(wanted) => onChange({ level: wanted })}
        onFollow={() => setFollow(!follow)}
        onWrap={() => setWrap(!wantsWrap)}
        onFull={() => void toggle()}
      >
        <Download job={job} onShown={() => saveShown(lines, shown, `${job}.log`)} />
      </Toolbar>
      {lines.dropped > 0 && (
        <p className={classes.dropped}>
          {t("log.dropped", { count: lines.dropped, number: formatCount(lines.dropped) })}
        </p>
      )}
      {lines.count === 0 || shown?.length === 0 ? (
        <Message
          tone="quiet"
          title={t(lines.count > 0 ? "log.noneOfLevel" : ended ? "log.empty" : "log.nothingYet")}
          compact
        />
      ) : (
        <LogBody
          label={t("job.tab.log")}
          lines={lines}
          shown={shown}
          version={version}
          find={words}
          target={target}
          follow={follow}
          wrap={wantsWrap && canWrap}
          onFollow={setFollow}
          onLine={(number) => onChange({ line: number })}
        />
      )}
      <p className={classes.foot}>
        <span>
          {t("log.lines", {
            count: lines.dropped + lines.count,
            number: formatCount(lines.dropped + lines.count),
          })}
        </span>
        <span>{t(ended ? "log.ended" : "log.live")}</span>
      </p>
    </div>
  );
}
