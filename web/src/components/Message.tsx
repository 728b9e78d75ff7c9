import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon";
import classes from "./Message.module.css";

interface Props {
  tone: "quiet" | "bad";
  title: string;
  text?: string;
  icon?: IconName;
  action?: ReactNode;
  // Smaller, for a part of a page.
  compact?: boolean;
}

// What stands where there is nothing to show: empty lists, things that failed.
export function Message({ tone, title, text, icon, action, compact = false }: Props) {
  return (
    <div
      className={classes.message}
      data-tone={tone}
      data-compact={compact}
      role={tone === "bad" ? "alert" : undefined}
    >
      <Icon
        name={icon ?? (tone === "bad" ? "warn" : "info")}
        size={compact ? 20 : 28}
        className={classes.icon}
      />
      <p className={classes.title}>{title}</p>
      {text && <p className={classes.text}>{text}</p>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}
