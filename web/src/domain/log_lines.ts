export type Level = "info" | "warning" | "error";

const markers = /\b(?:(error|fatal|critical)|(warn(?:ing)?))\b/i;
const lookAt = 80;

// A line's level is the first that it names near its start.
export function levelOf(line: string): Level {
  const found = markers.exec(line.length > lookAt ? line.slice(0, lookAt) : line);
  if (!found) return "info";
  return found[1] ? "error" : "warning";
}

const ranks: Record<Level, number> = { info: 0, warning: 1, error: 2 };

export function isAtLeast(level: Level, least: Level): boolean {
  return ranks[level] >= ranks[least];
}

// A log as it grows. Keeps the newest `capacity` lines, so that no log can use up the browser's memory.
// Line numbers count from 1 over the whole log.
export class LogLines {
  private readonly capacity: number;
  private lines: string[] = [];
  private levels: Level[] = [];
  private partial = "";
  private droppedLines = 0;

  constructor(capacity = 1_000_000) {
    this.capacity = capacity;
  }

  get count(): number {
    return this.lines.length;
  }

  // How many lines came before the first that is kept.
  get dropped(): number {
    return this.droppedLines;
  }

  append(text: string): void {
    const pieces = (this.partial + text).split("\n");
    this.partial = pieces.pop() ?? "";
    for (const piece of pieces) this.push(piece);
    this.trim();
  }

  // The last line of a finished log may have no line end.
  finish(): void {
    if (this.partial !== "") this.push(this.partial);
    this.partial = "";
    this.trim();
  }

  text(index: number): string {
    return this.lines[index] ?? "";
  }

  level(index: number): Level {
    return this.levels[index] ?? "info";
  }

  numberAt(index: number): number {
    return this.droppedLines + index + 1;
  }

  indexOfNumber(line: number): number {
    return line - this.droppedLines - 1;
  }

  firstError(): number {
    return this.levels.indexOf("error");
  }

  private push(line: string): void {
    const clean = stripControls(line);
    this.lines.push(clean);
    this.levels.push(levelOf(clean));
  }

  private trim(): void {
    const excess = this.lines.length - this.capacity;
    if (excess <= this.capacity / 10) return;
    this.lines = this.lines.slice(excess);
    this.levels = this.levels.slice(excess);
    this.droppedLines += excess;
  }
}

// The indexes of the lines that pass a test, kept up to date at the cost of the new lines only.
export class LineIndex {
  private readonly test: (lines: LogLines, index: number) => boolean;
  private found: number[] = [];
  private upTo = 0;
  private dropped = 0;

  constructor(test: (lines: LogLines, index: number) => boolean) {
    this.test = test;
  }

  // The same array grows from call to call.
  of(lines: LogLines): readonly number[] {
    if (lines.dropped !== this.dropped) {
      this.found = [];
      this.upTo = 0;
      this.dropped = lines.dropped;
    }
    for (; this.upTo < lines.count; this.upTo++) if (this.test(lines, this.upTo)) this.found.push(this.upTo);
    return this.found;
  }
}

export function byLevel(least: Level): LineIndex {
  return new LineIndex((lines, index) => isAtLeast(lines.level(index), least));
}

// Lines that hold the words; case does not matter.
export function byWords(words: string): LineIndex {
  const wanted = words.toLowerCase();
  return new LineIndex((lines, index) => lines.text(index).toLowerCase().includes(wanted));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /\x1b\[[0-9;?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f]/g;

// Colours and cursor movements mean nothing on a page, and could hide text.
export function stripControls(line: string): string {
  return line.replace(controls, "");
}
