import { Autocomplete, Loader, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon";
import { useErrorText } from "../../components/ProblemMessage";
import { defaultNamespace } from "../../domain/ingest_url";
import { type Connection, databasesQuery, namespacesQuery } from "../../services/connections";
import classes from "./Route.module.css";

export interface RouteChoice {
  from: string;
  database: string;
  to: string;
  namespace: string;
}

interface Props {
  connections: readonly Connection[];
  choice: RouteChoice;
  onChoose: (change: Partial<RouteChoice>) => void;
}

const typingPause = 200;

function byName(connections: readonly Connection[], role: "source" | "catalog") {
  return connections
    .filter((one) => one.roles.includes(role))
    .map(({ name, type }) => ({ value: name, label: name, type }));
}

function ConnectionSelect(props: {
  label: string;
  data: ReturnType<typeof byName>;
  value: string;
  onChange: (name: string) => void;
}) {
  const { t } = useTranslation();
  const { data, value } = props;
  const unknown = value !== "" && !data.some((one) => one.value === value);
  return (
    <Select
      label={props.label}
      placeholder={t("route.choose")}
      data={data}
      value={unknown ? null : value || null}
      error={unknown ? t("route.unknown", { name: value }) : undefined}
      onChange={(name) => name !== null && props.onChange(name)}
      allowDeselect={false}
      checkIconPosition="right"
      renderOption={({ option }) => (
        <span className={classes.option}>
          {option.label}
          <span className="lp-quiet">{data.find((one) => one.value === option.value)?.type}</span>
        </span>
      )}
    />
  );
}

function DatabaseSelect({
  connection,
  value,
  onChange,
}: {
  connection: string;
  value: string;
  onChange: (name: string) => void;
}) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const [search, setSearch] = useState(value);
  const typed = search === value ? "" : search;
  const [q] = useDebouncedValue(typed, typingPause);
  const { data, error, isFetching } = useQuery(databasesQuery(connection, q));
  const names = data?.items.map((item) => item.name) ?? [];
  // The answer may still be that to fewer letters.
  const found = names.filter((name) => name.toLowerCase().includes(typed.toLowerCase()));
  const options = value === "" || typed !== "" || names.includes(value) ? found : [value, ...found];
  const more = data && data.total > names.length ? data.total - names.length : 0;
  return (
    <Select
      label={t("route.database")}
      placeholder={t("route.choose")}
      disabled={connection === ""}
      data={options}
      value={value || null}
      onChange={(name) => name !== null && onChange(name)}
      allowDeselect={false}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      filter={({ options: all }) => all}
      selectFirstOptionOnChange
      nothingFoundMessage={isFetching ? t("loading") : t("route.noDatabase")}
      error={error ? textOf(error) : undefined}
      description={more > 0 ? t("route.more", { count: more }) : undefined}
      inputWrapperOrder={["label", "input", "description", "error"]}
      rightSection={isFetching ? <Loader size={14} /> : undefined}
      checkIconPosition="right"
    />
  );
}

function NamespaceInput({ choice, onChoose }: Pick<Props, "choice" | "onChoose">) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const [q] = useDebouncedValue(choice.namespace, typingPause);
  const { data, error } = useQuery(namespacesQuery(choice.to, q));
  return (
    <Autocomplete
      label={t("route.namespace")}
      placeholder={defaultNamespace(choice.database)}
      data={data?.items.map((item) => item.name) ?? []}
      value={choice.namespace}
      onChange={(namespace) => onChoose({ namespace })}
      error={error ? textOf(error) : undefined}
      spellCheck={false}
    />
  );
}

// From which database to which namespace.
export function Route({ connections, choice, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <section className={`lp-panel ${classes.route}`} aria-label={t("route.label")}>
      <fieldset className={classes.end}>
        <legend className="lp-hidden">{t("route.from")}</legend>
        <ConnectionSelect
          label={t("route.source")}
          data={byName(connections, "source")}
          value={choice.from}
          onChange={(from) => onChoose({ from, database: "" })}
        />
        <DatabaseSelect
          key={`${choice.from} ${choice.database}`}
          connection={choice.from}
          value={choice.database}
          onChange={(database) => onChoose({ database })}
        />
      </fieldset>
      <div className={classes.arrow}>
        <Icon name="arrow" size={20} />
      </div>
      <fieldset className={classes.end}>
        <legend className="lp-hidden">{t("route.to")}</legend>
        <ConnectionSelect
          label={t("route.catalog")}
          data={byName(connections, "catalog")}
          value={choice.to}
          onChange={(to) => onChoose({ to })}
        />
        <NamespaceInput choice={choice} onChoose={onChoose} />
      </fieldset>
    </section>
  );
}
