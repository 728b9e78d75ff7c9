import { Loader } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./Loading.module.css";

// Stands where something will be shown in a moment.
export function Loading() {
  const { t } = useTranslation();
  return <Loader className={classes.loading} role="status" aria-label={t("loading")} />;
}
