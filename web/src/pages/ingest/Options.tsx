import { Select, TagsInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import {
  type IngestUrl,
  ifExistsChoices,
  modes,
  nestedChoices,
  verifyChoices,
} from "../../domain/ingest_url";
import classes from "./Options.module.css";

export type OptionChoice = Pick<
  IngestUrl,
  "mode" | "ifExists" | "verify" | "nested" | "partitionBy" | "sortBy" | "targetFileSize"
>;

interface Props {
  choice: OptionChoice;
  onChoose: (change: Partial<OptionChoice>) => void;
}

function ModeCards({ choice, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <fieldset className={classes.modes}>
      <legend className={classes.legend}>{t("options.mode")}</legend>
      {modes.map((mode) => (
        <label key={mode} className={classes.card}>
          <input
            type="radio"
            name="mode"
            value={mode}
            checked={choice.mode === mode}
            onChange={() => onChoose({ mode })}
          />
          <span className={classes.name}>{t(`mode.${mode}`)}</span>
          <span className={classes.help}>{t(`modeHelp.${mode}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}

// Asked for any of it, the engine writes every file anew.
function Layout({ choice, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <TagsInput
        label={t("options.partitionBy")}
        description={t("layoutHelp.partitionBy")}
        inputWrapperOrder={["label", "input", "description"]}
        splitChars={[]}
        value={choice.partitionBy}
        onChange={(partitionBy) => onChoose({ partitionBy })}
      />
      <TagsInput
        label={t("options.sortBy")}
        description={t("layoutHelp.sortBy")}
        inputWrapperOrder={["label", "input", "description"]}
        splitChars={[]}
        value={choice.sortBy}
        onChange={(sortBy) => onChoose({ sortBy })}
      />
      <TextInput
        label={t("options.targetFileSize")}
        description={t("layoutHelp.targetFileSize")}
        inputWrapperOrder={["label", "input", "description"]}
        value={choice.targetFileSize}
        onChange={(event) => onChoose({ targetFileSize: event.currentTarget.value })}
      />
    </>
  );
}

// How the tables are to be made.
export function Options({ choice, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <section className={`lp-panel ${classes.panel}`} aria-label={t("options.label")}>
      <ModeCards choice={choice} onChoose={onChoose} />
      {choice.mode === "rewrite" && <Layout choice={choice} onChoose={onChoose} />}
      <Select
        label={t("options.ifExists")}
        description={t(`ifExistsHelp.${choice.ifExists}`)}
        inputWrapperOrder={["label", "input", "description"]}
        data={ifExistsChoices.map((value) => ({ value, label: t(`ifExists.${value}`) }))}
        value={choice.ifExists}
        onChange={(value) => value && onChoose({ ifExists: value })}
        allowDeselect={false}
      />
      <Select
        label={t("options.verify")}
        description={t(`verifyHelp.${choice.verify}`)}
        inputWrapperOrder={["label", "input", "description"]}
        data={verifyChoices.map((value) => ({ value, label: t(`verify.${value}`) }))}
        value={choice.verify}
        onChange={(value) => value && onChoose({ verify: value })}
        allowDeselect={false}
      />
      <Select
        label={t("options.nested")}
        description={t(`nestedHelp.${choice.nested}`)}
        inputWrapperOrder={["label", "input", "description"]}
        data={nestedChoices.map((value) => ({ value, label: t(`nested.${value}`) }))}
        value={choice.nested}
        onChange={(value) => value && onChoose({ nested: value })}
        allowDeselect={false}
      />
    </section>
  );
}
