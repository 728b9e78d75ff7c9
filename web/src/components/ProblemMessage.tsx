import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/problem";
import { Message } from "./Message";

interface Props {
  title: string;
  error: unknown;
  onRetry?: () => void;
  compact?: boolean;
}

export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (error instanceof ApiError && error.status === 0) return t("problem.unreachable");
    return error instanceof Error && error.message ? error.message : t("problem.unknown");
  };
}

// A request that failed: the portal's own words, and a way to try again.
export function ProblemMessage({ title, error, onRetry, compact }: Props) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  return (
    <Message
      tone="bad"
      title={title}
      text={textOf(error)}
      compact={compact}
      action={
        onRetry && (
          <Button variant="default" onClick={onRetry}>
            {t("problem.retry")}
          </Button>
        )
      }
    />
  );
}
