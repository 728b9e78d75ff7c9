import type { ReactNode } from "react";
import classes from "./PageHead.module.css";

interface Props {
  title: ReactNode;
  // Beside the title.
  aside?: ReactNode;
  actions?: ReactNode;
  above?: ReactNode;
}

export function PageHead({ title, aside, actions, above }: Props) {
  return (
    <div className={classes.head}>
      {above && <div className={classes.above}>{above}</div>}
      <div className={classes.line}>
        <h1>{title}</h1>
        {aside && <div className={classes.aside}>{aside}</div>}
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
    </div>
  );
}
