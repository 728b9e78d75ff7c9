import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useRouteError } from "react-router";
import { Message } from "../components/Message";

// A page that broke, or whose code is no longer served because the portal was updated meanwhile.
export function RouteProblem() {
  const { t } = useTranslation();
  const error = useRouteError();
  return (
    <Message
      tone="bad"
      title={t("broken.title")}
      text={error instanceof Error ? error.message : String(error)}
      action={<Button onClick={() => window.location.reload()}>{t("broken.reload")}</Button>}
    />
  );
}
