import { useTranslation } from "react-i18next";
import { useNow } from "../app/now";
import { useZone } from "../app/preferences";
import { formatMoment, formatMomentShort, formatRelative, localZoneName } from "../domain/format";

interface Props {
  time: string | number;
  // "3 min ago" in place of the time, which is then its title.
  relative?: boolean;
}

// A time in the zone that the person chose.
export function Moment({ time, relative = false }: Props) {
  const [zone] = useZone();
  const now = useNow();
  const iso = new Date(time).toISOString();
  const full = `${formatMoment(time, zone)} ${zone === "utc" ? "UTC" : localZoneName()}`;
  return (
    <time dateTime={iso} title={full}>
      {relative ? formatRelative(time, now) : formatMomentShort(time, zone, now)}
    </time>
  );
}

// "Updated 14:03:22", which tells how old a page's data is.
export function UpdatedAt({ at }: { at: number }) {
  const { t } = useTranslation();
  const [zone] = useZone();
  if (at === 0) return null;
  return (
    <span className="lp-quiet">
      {t("updated")} <time dateTime={new Date(at).toISOString()}>{formatMoment(at, zone).split(" ")[1]}</time>
    </span>
  );
}
