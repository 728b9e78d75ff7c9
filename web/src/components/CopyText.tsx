import { ActionIcon, Tooltip } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "./Icon";

const shownFor = 1_500;

// Copies text; says so for a moment.
export function useCopy(): { copied: boolean; copy: (text: string) => void } {
  const [copied, setCopied] = useState(false);
  const copy = (text: string) => {
    void navigator.clipboard?.writeText(text).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), shownFor);
    });
  };
  return { copied, copy };
}

export function CopyText({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation();
  const { copied, copy } = useCopy();
  return (
    <Tooltip label={copied ? t("copied") : label}>
      <ActionIcon variant="subtle" color="gray" size={24} aria-label={label} onClick={() => copy(text)}>
        <Icon name={copied ? "check" : "copy"} size={14} />
      </ActionIcon>
    </Tooltip>
  );
}
