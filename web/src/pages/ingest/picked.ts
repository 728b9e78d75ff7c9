import { longestList, type Picked } from "../../domain/ingest_url";
import { compileFilter } from "../../domain/name_filter";
import type { Selection } from "../../domain/selection";
import { findNames, keepNames } from "./kept_names";

const globs = /[*?[]/;

function expand(name: string, names: readonly string[]): readonly string[] {
  if (!globs.test(name)) return [];
  const filter = compileFilter(name, "glob");
  return "matches" in filter ? names.filter(filter.matches) : [];
}

// The names that the address picks out of those there are. `lost`: its selection was kept in another browser.
export function resolvePicked(
  picked: Picked,
  names: readonly string[],
): { selection: Selection; lost: boolean } {
  if (picked.kind === "all") return { selection: new Set(names), lost: false };
  const wanted = picked.kind === "kept" ? findNames(picked.key) : picked.names;
  if (!wanted) return { selection: new Set(), lost: true };
  const known = new Set(names);
  const selection = new Set<string>();
  for (const name of wanted) {
    if (known.has(name)) selection.add(name);
    else for (const match of expand(name, names)) selection.add(match);
  }
  return { selection, lost: false };
}

export function toPicked(selection: Selection, names: readonly string[]): Picked {
  if (selection.size > 0 && selection.size === names.length) return { kind: "all" };
  const list = [...selection].sort();
  const length = list.reduce((sum, name) => sum + name.length + 1, 0);
  return length <= longestList ? { kind: "names", names: list } : { kind: "kept", key: keepNames(list) };
}
