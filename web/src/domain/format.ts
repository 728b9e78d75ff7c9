const language = () => (typeof navigator === "undefined" ? "en" : navigator.language);

const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

// "1.4 GiB": three digits at most.
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toLocaleString(language(), { maximumFractionDigits: digits })} ${units[unit]}`;
}

export function formatCount(count: number): string {
  return count.toLocaleString(language());
}

// "12,400/s", "3.2/s".
export function formatPerSecond(count: number): string {
  return `${count.toLocaleString(language(), { maximumFractionDigits: count < 10 ? 1 : 0 })}/s`;
}

// "850 ms", "12.3 s", "4 min 05 s", "3 h 02 min", "2 d 4 h".
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1_000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${pad(whole % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${pad(minutes % 60)} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}

export type Zone = "local" | "utc";

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: Zone, withDate: boolean): Intl.DateTimeFormat {
  const key = `${zone}${withDate}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone === "utc" ? "UTC" : undefined,
    ...(withDate ? { year: "numeric", month: "2-digit", day: "2-digit" } : {}),
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  formatters.set(key, made);
  return made;
}

// "2026-01-31 23:59:59": sorts as it reads, in every language.
export function formatMoment(time: string | number, zone: Zone): string {
  return formatter(zone, true).format(new Date(time));
}

// The date is left out when it is today's.
export function formatMomentShort(time: string | number, zone: Zone, now: number): string {
  const full = formatMoment(time, zone);
  const [day, clock = full] = full.split(" ");
  return day === formatMoment(now, zone).split(" ")[0] ? clock : full.slice(0, -3);
}

// "3 min ago", "in 10 s".
export function formatRelative(time: string | number, now: number): string {
  const seconds = Math.round((new Date(time).getTime() - now) / 1000);
  const size = Math.abs(seconds);
  const relative = new Intl.RelativeTimeFormat(language(), { numeric: "auto", style: "narrow" });
  if (size < 60) return relative.format(seconds, "second");
  if (size < 3_600) return relative.format(Math.round(seconds / 60), "minute");
  if (size < 86_400) return relative.format(Math.round(seconds / 3_600), "hour");
  return relative.format(Math.round(seconds / 86_400), "day");
}

// The time zone's name as people know it: "Europe/Berlin".
export function localZoneName(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
