import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { isOnline, subscribeOnline } from "../api/connectivity";
import { Icon } from "../components/Icon";
import { askPortal } from "../services/portal";
import classes from "./OfflineBanner.module.css";

const askEvery = 2_000;

// Shown while the portal does not answer. Asks it again and again, and has everything read anew when it is back.
export function OfflineBanner() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const online = useSyncExternalStore(subscribeOnline, isOnline);
  const [wasOffline, setWasOffline] = useState(false);

  useEffect(() => {
    if (online) return;
    setWasOffline(true);
    const timer = setInterval(() => void askPortal().catch(() => {}), askEvery);
    return () => clearInterval(timer);
  }, [online]);

  useEffect(() => {
    if (!online || !wasOffline) return;
    setWasOffline(false);
    void client.invalidateQueries();
  }, [online, wasOffline, client]);

  return (
    <div role="status" aria-live="polite">
      {!online && (
        <p className={classes.banner}>
          <Icon name="warn" />
          {t("offline")}
        </p>
      )}
    </div>
  );
}
