// Which names of a list are picked. All functions are pure and return new sets.
export type Selection = ReadonlySet<string>;

export function toggle(selection: Selection, name: string): Selection {
  const next = new Set(selection);
  if (!next.delete(name)) next.add(name);
  return next;
}

// Gives everything between two places of the list as shown the state that `on` says.
export function setRange(
  selection: Selection,
  shown: readonly string[],
  from: number,
  to: number,
  on: boolean,
): Selection {
  const next = new Set(selection);
  for (const name of shown.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (on) next.add(name);
    else next.delete(name);
  }
  return next;
}

export function add(selection: Selection, names: readonly string[]): Selection {
  return new Set([...selection, ...names]);
}

export function remove(selection: Selection, names: readonly string[]): Selection {
  const next = new Set(selection);
  for (const name of names) next.delete(name);
  return next;
}

// Picks the names that are not picked and the other way round; names outside `shown` stay as they are.
export function invert(selection: Selection, shown: readonly string[]): Selection {
  const next = new Set(selection);
  for (const name of shown) if (!next.delete(name)) next.add(name);
  return next;
}

export interface PastedNames {
  known: string[];
  unknown: string[];
}

// Reads a list of names out of whatever was copied: lines, commas, SQL quotes, `database.` in front.
export function parsePastedNames(text: string, database: string, known: ReadonlySet<string>): PastedNames {
  const prefix = `${database.toLowerCase()}.`;
  const result: PastedNames = { known: [], unknown: [] };
  const seen = new Set<string>();
  for (const token of text.split(/[\s,;]+/)) {
    const bare = token.replaceAll(/[`"']/g, "");
    const name = bare.toLowerCase().startsWith(prefix) ? bare.slice(prefix.length) : bare;
    const found = known.has(name) ? name : name.toLowerCase();
    if (found === "" || seen.has(found)) continue;
    seen.add(found);
    if (known.has(found)) result.known.push(found);
    else result.unknown.push(name);
  }
  return result;
}
