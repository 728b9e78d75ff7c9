import { type KeyboardEvent, type MouseEvent, useId, useState } from "react";
import { useFixedRows } from "../../components/fixed_rows";
import { Icon } from "../../components/Icon";
import { formatCount } from "../../domain/format";
import { type Selection, setRange, toggle } from "../../domain/selection";
import classes from "./NameList.module.css";

interface Props {
  label: string;
  names: readonly string[];
  selection: Selection;
  onSelect: (selection: Selection) => void;
  onLook: (name: string) => void;
  lookLabel: (name: string) => string;
}

const rowHeight = 28;
const page = 12;

const steps: Record<string, (active: number, last: number) => number> = {
  ArrowDown: (active) => active + 1,
  ArrowUp: (active) => active - 1,
  PageDown: (active) => active + page,
  PageUp: (active) => active - page,
  Home: () => 0,
  End: (_, last) => last,
};

// Names to pick from, any number of them. Click or Space toggles one, with Shift everything since the last one;
// arrows move, Ctrl+A picks all that are shown, Enter looks at one.
export function NameList({ label, names, selection, onSelect, onLook, lookLabel }: Props) {
  const id = useId();
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const view = useFixedRows(box, names.length, rowHeight);
  const [active, setActive] = useState(0);
  const [anchor, setAnchor] = useState(0);
  const current = Math.min(active, names.length - 1);

  const pick = (index: number, extend: boolean) => {
    const name = names[index];
    if (name === undefined) return;
    setActive(index);
    setAnchor(index);
    if (extend) onSelect(setRange(selection, names, anchor, index, true));
    else onSelect(toggle(selection, name));
  };

  const move = (index: number, extend: boolean) => {
    const target = Math.min(Math.max(index, 0), names.length - 1);
    setActive(target);
    view.scrollTo(target);
    if (extend) onSelect(setRange(selection, names, current, target, true));
    else setAnchor(target);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    const name = names[current];
    if (step) move(step(current, names.length - 1), event.shiftKey);
    else if (event.key === " ") pick(current, event.shiftKey);
    else if (event.key === "Enter" && name !== undefined) onLook(name);
    else if (event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey))
      onSelect(setRange(selection, names, 0, names.length - 1, true));
    else return;
    event.preventDefault();
  };

  const onRowClick = (event: MouseEvent, index: number, name: string) => {
    const onIcon = event.target instanceof Element && event.target.closest("[data-look]") !== null;
    if (onIcon) onLook(name);
    else pick(index, event.shiftKey);
  };

  const onRowMouseDown = (event: MouseEvent) => {
    if (event.shiftKey) event.preventDefault();
  };

  return (
    <div
      ref={setBox}
      className={classes.box}
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-multiselectable="true"
      aria-activedescendant={names.length > 0 ? `${id}-${current}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" style={{ height: view.height, paddingTop: view.before }}>
        {names.slice(view.first, view.end).map((name, offset) => {
          const index = view.first + offset;
          const on = selection.has(name);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list box has the keys
            // biome-ignore lint/a11y/useFocusableInteractive: the list box has the focus
            <div
              key={name}
              id={`${id}-${index}`}
              role="option"
              aria-selected={on}
              aria-setsize={names.length}
              aria-posinset={index + 1}
              className={classes.row}
              data-active={index === current}
              onMouseDown={onRowMouseDown}
              onClick={(event) => onRowClick(event, index, name)}
            >
              <span className={classes.check} aria-hidden="true">
                {on && <Icon name="check" size={12} />}
              </span>
              <span className={classes.name}>{name}</span>
              <span data-look className={classes.look} title={lookLabel(name)} aria-hidden="true">
                <Icon name="info" size={14} />
              </span>
              <span className={classes.number} aria-hidden="true">
                {formatCount(index + 1)}
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
