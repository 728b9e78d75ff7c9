import type { Tone } from "../domain/job_state";
import classes from "./ProgressBar.module.css";

interface Props {
  // 0 to 100.
  percent: number;
  tone: Tone;
  label: string;
  // Work whose size is not known yet.
  unknown?: boolean;
}

export function ProgressBar({ percent, tone, label, unknown = false }: Props) {
  return (
    <div
      className={classes.track}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={unknown ? undefined : percent}
      data-tone={tone}
      data-unknown={unknown}
    >
      <div className={classes.fill} style={unknown ? undefined : { transform: `scaleX(${percent / 100})` }} />
    </div>
  );
}
