import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useTitle } from "../app/title";
import { Message } from "../components/Message";

export function Component() {
  const { t } = useTranslation();
  useTitle(t("notFound.title"));
  return (
    <>
      <h1 className="lp-hidden">{t("notFound.title")}</h1>
      <Message
        tone="quiet"
        icon="search"
        title={t("notFound.title")}
        text={t("notFound.text")}
        action={
          <>
            <Button component={Link} to="/ingest" variant="default">
              {t("nav.ingest")}
            </Button>
            <Button component={Link} to="/jobs" variant="default">
              {t("nav.jobs")}
            </Button>
          </>
        }
      />
    </>
  );
}
