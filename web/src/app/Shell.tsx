import { SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, Outlet, useLocation } from "react-router";
import { Icon, type IconName } from "../components/Icon";
import { localZoneName } from "../domain/format";
import { versionQuery } from "../services/portal";
import { Mark } from "./Mark";
import { OfflineBanner } from "./OfflineBanner";
import { useZone } from "./preferences";
import classes from "./Shell.module.css";

const places = [
  { to: "/ingest", word: "nav.ingest", icon: "ingest" },
  { to: "/jobs", word: "nav.jobs", icon: "jobs" },
] as const satisfies readonly { to: string; word: string; icon: IconName }[];

function Places() {
  const { t } = useTranslation();
  return (
    <nav className={classes.places} aria-label={t("nav.label")}>
      {places.map(({ to, word, icon }) => (
        <NavLink key={to} to={to} className={classes.place}>
          <Icon name={icon} size={18} />
          {t(word)}
        </NavLink>
      ))}
    </nav>
  );
}

function SchemeChoice() {
  const { t } = useTranslation();
  // Holding transitions back would write a <style> through innerHTML, which the content security policy forbids.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const choice = (value: string, icon: IconName, label: string) => ({
    value,
    label: (
      <span className={classes.choice} title={label}>
        <Icon name={icon} size={14} />
        <span className="lp-hidden">{label}</span>
      </span>
    ),
  });
  return (
    <SegmentedControl
      aria-label={t("scheme.label")}
      classNames={{ root: classes.segments, label: classes.segment, indicator: classes.indicator }}
      fullWidth
      size="xs"
      value={colorScheme}
      onChange={(value) => setColorScheme(value === "light" || value === "dark" ? value : "auto")}
      data={[
        choice("light", "sun", t("scheme.light")),
        choice("auto", "auto", t("scheme.auto")),
        choice("dark", "moon", t("scheme.dark")),
      ]}
    />
  );
}

function ZoneChoice() {
  const { t } = useTranslation();
  const [zone, setZone] = useZone();
  return (
    <SegmentedControl
      aria-label={t("zone.label")}
      classNames={{ root: classes.segments, label: classes.segment, indicator: classes.indicator }}
      fullWidth
      size="xs"
      value={zone}
      onChange={(value) => setZone(value === "utc" ? "utc" : "local")}
      data={[
        { value: "local", label: <span title={localZoneName()}>{t("zone.local")}</span> },
        { value: "utc", label: "UTC" },
      ]}
    />
  );
}

function Foot() {
  const { data } = useQuery(versionQuery());
  return (
    <div className={classes.foot}>
      <ZoneChoice />
      <SchemeChoice />
      <p className={classes.version}>
        {data ? (
          <>
            <span className={classes.user}>{data.user}</span>
            <span>{data.version}</span>
          </>
        ) : (
          <span>&nbsp;</span>
        )}
      </p>
    </div>
  );
}

// Lines of equal depth, as on a chart.
function Soundings() {
  return (
    <svg className={classes.soundings} viewBox="0 0 216 240" preserveAspectRatio="none" aria-hidden="true">
      <path d="M0 92c38-30 70 8 112-14s62-38 104-20M0 124c40-28 66 12 114-8s70-34 102-14M0 156c42-22 64 14 112 0s76-32 104-10M0 188c44-16 66 14 114 4s74-24 102-4M0 220c44-10 70 12 116 6s72-14 100 0" />
    </svg>
  );
}

// Everything around a page.
export function Shell() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page takes the focus, as a loaded document does
  useEffect(() => {
    if (!first.current) main.current?.focus();
    first.current = false;
  }, [pathname]);

  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        {t("nav.skip")}
      </a>
      <header className={classes.hull}>
        <NavLink to="/ingest" className={classes.brand}>
          <Mark />
          <span>Lakeport</span>
        </NavLink>
        <Places />
        <Soundings />
        <Foot />
      </header>
      <div className={classes.deck}>
        <OfflineBanner />
        <main id="main" ref={main} tabIndex={-1} className={classes.main}>
          <Suspense>
            <Outlet />
          </Suspense>
        </main>
      </div>
    </div>
  );
}
