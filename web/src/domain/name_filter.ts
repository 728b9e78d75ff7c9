export type MatchMode = "text" | "glob" | "regex";
export const matchModes: readonly MatchMode[] = ["text", "glob", "regex"];

export type NameFilter = { matches: (name: string) => boolean } | { problem: string };

function globToRegex(glob: string): string {
  let regex = "";
  for (let at = 0; at < glob.length; at++) {
    const char = glob.charAt(at);
    const close = char === "[" ? glob.indexOf("]", at + 2) : -1;
    if (char === "*") regex += ".*";
    else if (char === "?") regex += ".";
    else if (close > 0) {
      const body = glob
        .slice(at + 1, close)
        .replace(/^!/, "^")
        .replaceAll("\\", "\\\\");
      regex += `[${body}]`;
      at = close;
    } else regex += char.replace(/[\\^$.*+?()[\]{}|]/, "\\$&");
  }
  return `^(?:${regex})$`;
}

function fromRegex(source: string): NameFilter {
  try {
    const regex = new RegExp(source, "i");
    return { matches: (name) => regex.test(name) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

// What is typed above a list of names. `text`: every word must be somewhere in the name; `glob`: the whole name, with
// * ? [a-z]; `regex`: somewhere. Case does not matter.
export function compileFilter(pattern: string, mode: MatchMode): NameFilter {
  const trimmed = pattern.trim();
  if (trimmed === "") return { matches: () => true };
  if (mode === "glob") return fromRegex(globToRegex(trimmed));
  if (mode === "regex") return fromRegex(trimmed);
  const words = trimmed.toLowerCase().split(/\s+/);
  return {
    matches: (name) => {
      const lower = name.toLowerCase();
      return words.every((word) => lower.includes(word));
    },
  };
}
