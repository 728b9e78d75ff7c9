import { gzipSync } from "node:zlib";
import type { Plugin, Rollup } from "vite";

type Bundle = Rollup.OutputBundle;
type Chunk = Rollup.OutputChunk;

function isChunk(file: Bundle[string] | undefined): file is Chunk {
  return file?.type === "chunk";
}

function addWithImports(name: string, bundle: Bundle, files: Set<string>): void {
  const chunk = bundle[name];
  if (files.has(name) || !isChunk(chunk)) return;
  files.add(name);
  for (const css of chunk.viteMetadata?.importedCss ?? []) files.add(css);
  for (const imported of chunk.imports) addWithImports(imported, bundle, files);
}

function sizeOf(file: Bundle[string]): number {
  const content = file.type === "chunk" ? file.code : file.source;
  return file.fileName.endsWith(".woff2") ? content.length : gzipSync(content).length;
}

// What a browser loads to show one page: the entry, the page, what both import, their styles, and the font.
function pageSize(page: Chunk, bundle: Bundle): number {
  const files = new Set<string>();
  for (const file of Object.values(bundle)) {
    if (isChunk(file) && file.isEntry) addWithImports(file.fileName, bundle, files);
    if (/latin-wght-normal.*\.woff2$/.test(file.fileName)) files.add(file.fileName);
  }
  addWithImports(page.fileName, bundle, files);
  return [...files].reduce((sum, name) => {
    const file = bundle[name];
    return file ? sum + sizeOf(file) : sum;
  }, 0);
}

// Fails the build when a page needs more than `most` bytes, compressed, before it is shown.
export function sizeBudget(most: number): Plugin {
  return {
    name: "lakeport-size-budget",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const pages = Object.values(bundle)
          .filter(isChunk)
          .filter((chunk) => chunk.isDynamicEntry && chunk.name.endsWith("Page"));
        if (pages.length === 0) this.error("no page was found; is every page loaded by import()?");
        for (const page of pages) {
          const size = pageSize(page, bundle);
          this.info(`${page.name}: ${Math.round(size / 1000)} kB of ${most / 1000} kB`);
          if (size > most)
            this.error(
              `${page.name} needs ${size} bytes, more than the ${most} it may; load less before it is shown`,
            );
        }
      },
    },
  };
}
