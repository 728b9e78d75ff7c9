import { Button, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon";
import { jobStates } from "../../domain/job_state";
import { isFiltered, type JobsUrl } from "../../domain/jobs_url";
import classes from "./Filters.module.css";

interface Props {
  url: JobsUrl;
  onChange: (change: Partial<JobsUrl>) => void;
}

interface ChipsProps<T extends string> {
  label: string;
  all: readonly T[];
  on: readonly T[];
  word: (value: T) => string;
  onChange: (on: T[]) => void;
}

function Chips<T extends string>({ label, all, on, word, onChange }: ChipsProps<T>) {
  return (
    <fieldset className={classes.chips}>
      <legend className="lp-hidden">{label}</legend>
      {all.map((value) => (
        <label key={value} className={classes.chip}>
          <input
            type="checkbox"
            checked={on.includes(value)}
            onChange={(event) =>
              onChange(all.filter((one) => (one === value ? event.currentTarget.checked : on.includes(one))))
            }
          />
          {word(value)}
        </label>
      ))}
    </fieldset>
  );
}

export function Filters({ url, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <div className={classes.filters}>
      <TextInput
        className={classes.search}
        type="search"
        aria-label={t("jobs.search")}
        placeholder={t("jobs.searchPlaceholder")}
        leftSection={<Icon name="search" size={14} />}
        value={url.q}
        onChange={(event) => onChange({ q: event.currentTarget.value })}
        spellCheck={false}
      />
      <TextInput
        className={classes.user}
        aria-label={t("jobs.user")}
        placeholder={t("jobs.user")}
        value={url.user}
        onChange={(event) => onChange({ user: event.currentTarget.value })}
        spellCheck={false}
      />
      <Chips
        label={t("jobs.state")}
        all={jobStates}
        on={url.state}
        word={(state) => t(`state.${state}`)}
        onChange={(state) => onChange({ state })}
      />
      {isFiltered(url) && (
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => onChange({ state: [], engine: "", user: "", q: "" })}
        >
          {t("jobs.clearFilters")}
        </Button>
      )}
    </div>
  );
}
