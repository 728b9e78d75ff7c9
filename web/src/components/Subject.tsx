import { useTranslation } from "react-i18next";
import { defaultNamespace } from "../domain/ingest_url";
import type { JobRequest } from "../services/jobs";
import { Icon } from "./Icon";
import classes from "./Subject.module.css";

// "hive / sales → lake / sales_iceberg": what a request is about.
export function Subject({ request }: { request: JobRequest }) {
  const { t } = useTranslation();
  return (
    <span className={classes.subject}>
      {request.revert && <span>{t("job.revertOf")}</span>}
      <span>
        {request.from}
        <i>/</i>
        {request.database}
      </span>
      <Icon name="arrow" size={13} />
      <span>
        {request.to}
        <i>/</i>
        {request.namespace ?? defaultNamespace(request.database)}
      </span>
    </span>
  );
}
