import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { en } from "../src/words/en";

const source = join(import.meta.dirname, "..", "src");

function sourceText(): string {
  const files = readdirSync(source, { recursive: true, encoding: "utf8" });
  const code = files.filter(
    (file) => /\.tsx?$/.test(file) && !file.startsWith("words") && !file.endsWith(".d.ts"),
  );
  return code.map((file) => readFileSync(join(source, file), "utf8")).join("\n");
}

function keysOf(words: object, prefix = ""): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === "string" ? [`${prefix}${key}`] : keysOf(value, `${prefix}${key}.`),
  );
}

const keys = keysOf(en);

// A key is used when the code names it, or makes it: `state.${job.state}`.
function isUsed(key: string, code: string): boolean {
  const plain = key.replace(/_(one|other)$/, "");
  const made = plain.slice(0, plain.lastIndexOf(".") + 1);
  return code.includes(`"${plain}"`) || (made !== "" && code.includes(`\`${made}\${`));
}

test("every word is used somewhere", () => {
  const code = sourceText();
  expect(keys.filter((key) => !isUsed(key, code))).toEqual([]);
});

test("every word that counts has a singular and a plural", () => {
  const all = new Set(keys);
  const lonely = keys.filter(
    (key) =>
      /_(one|other)$/.test(key) &&
      !all.has(key.replace(/_(one|other)$/, (end) => (end === "_one" ? "_other" : "_one"))),
  );
  expect(lonely).toEqual([]);
});

test("no text stands in the pages themselves", () => {
  const texts = [...sourceText().matchAll(/^\s*<\w[^>\n]*>([A-Z][a-z]+(?: [a-z]+)+)/gm)].map(
    ([, text]) => text,
  );
  expect(texts).toEqual([]);
});
