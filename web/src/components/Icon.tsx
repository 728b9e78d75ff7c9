// 16 × 16 line drawings, all with one stroke.
const shapes = {
  arrow: "M2.5 8h11M9.5 4l4 4-4 4",
  back: "M13.5 8h-11M6.5 4l-4 4 4 4",
  ban: "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM3.7 3.7l8.6 8.6",
  check: "m3 8.6 3.2 3.2L13 4.6",
  clock: "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM8 4.6V8l2.3 1.6",
  close: "m3.8 3.8 8.4 8.4m0-8.4-8.4 8.4",
  copy: "M5.5 5.5v-3h8v8h-3m-8-5h8v8h-8z",
  cross: "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM5.8 5.8l4.4 4.4m0-4.4-4.4 4.4",
  done: "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM5.2 8.2l2 2 3.7-4.2",
  dots: "M4.2 8h.01M8 8h.01M11.8 8h.01",
  down: "m3.5 6 4.5 4.5L12.5 6",
  download: "M8 2v8.2M4.5 7 8 10.4 11.5 7M2.5 13.8h11",
  full: "M2.5 6v-3.5h3.5M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  info: "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM8 7.4v3.6M8 4.9h.01",
  ingest:
    "M8 1.8v7M4.8 6 8 9.2 11.2 6M1.8 11.5c1.05-.9 2.05-.9 3.1 0s2.05.9 3.1 0 2.05-.9 3.1 0 2.05.9 3.1 0M1.8 14.2c1.05-.9 2.05-.9 3.1 0s2.05.9 3.1 0 2.05-.9 3.1 0 2.05.9 3.1 0",
  invert: "M3 5.5h9.5M10 3l2.5 2.5L10 8M13 10.5H3.5M6 8l-2.5 2.5L6 13",
  jobs: "M2.5 3.5h2m-2 4.5h2m-2 4.5h2M7 3.5h6.5M7 8h6.5M7 12.5h6.5",
  link: "M6.8 9.2 9.2 6.8M7.4 4.6l1.4-1.4a2.83 2.83 0 0 1 4 4l-1.4 1.4M8.6 11.4l-1.4 1.4a2.83 2.83 0 0 1-4-4l1.4-1.4",
  moon: "M13.6 9.5A5.8 5.8 0 0 1 6.5 2.4a5.8 5.8 0 1 0 7.1 7.1Z",
  paste: "M5.5 3h-2v10.5h9V3h-2M5.5 1.8h5v2.7h-5z",
  play: "M4.5 2.8v10.4L12.8 8z",
  retry: "M13.2 8a5.2 5.2 0 1 1-1.6-3.76M13.4 1.9v3h-3",
  search: "M7 12.2A5.2 5.2 0 1 0 7 1.8a5.2 5.2 0 0 0 0 10.4ZM10.9 10.9l3.3 3.3",
  sort: "M5 13V3M2.5 5.5 5 3l2.5 2.5M11 3v10M8.5 10.5 11 13l2.5-2.5",
  sun: "M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9",
  up: "m3.5 10 4.5-4.5L12.5 10",
  warn: "M8 2 1.6 13.2h12.8zM8 6.5v3.2M8 11.5h.01",
  wrap: "M2.5 4h11M2.5 8h8.7a2 2 0 0 1 0 4H8.5M10 10.3 8.3 12l1.7 1.7M2.5 12h2.5",
  auto: "M2 3.2h12v7.6H2zM5.5 13.6h5M8 10.8v2.8",
} as const;

export type IconName = keyof typeof shapes;

interface Props {
  name: IconName;
  size?: number;
  className?: string;
}

// Says nothing to a screen reader: what it stands beside does.
export function Icon({ name, size = 16, className }: Props) {
  return (
    <svg
      className={className}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={shapes[name]} />
    </svg>
  );
}
