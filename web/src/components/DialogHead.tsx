import type { ReactNode } from "react";
import classes from "./DialogHead.module.css";

// A dialog's title and the way out of it. Mantine's own is a header element, which makes it a second banner of the page.
export function DialogHead({ title, close }: { title: ReactNode; close: ReactNode }) {
  return (
    <div className={classes.head}>
      {title}
      {close}
    </div>
  );
}
