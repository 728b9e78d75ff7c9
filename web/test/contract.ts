import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";

// api/openapi.yaml as a judge of what was said.
interface Operation {
  responses: Record<string, { $ref?: string; content?: Record<string, unknown> }>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { responses: Record<string, { content?: Record<string, unknown> }> };
}

const document: Document = parse(
  readFileSync(join(import.meta.dirname, "..", "..", "api", "openapi.yaml"), "utf8"),
);
const ajv = new Ajv2020({ strict: false, allErrors: true, discriminator: false });
addFormats(ajv);
ajv.addSchema({ $id: "openapi", ...document });

function pointer(...parts: string[]): string {
  return parts.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");
}

function pathOf(url: URL): string | undefined {
  const path = url.pathname.replace(/^\/api\/v1/, "");
  return Object.keys(document.paths).find((template) =>
    new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(path),
  );
}

function problemsWith(schema: string, value: unknown): string[] {
  const validate = ajv.getSchema(`openapi#/${schema}`) ?? ajv.compile({ $ref: `openapi#/${schema}` });
  return validate(value)
    ? []
    : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

// What of an answer is not as the document says; empty when all is.
export function checkAnswer(method: string, url: URL, status: number, type: string, body: unknown): string[] {
  const path = pathOf(url);
  const operation = path === undefined ? undefined : document.paths[path]?.[method.toLowerCase()];
  if (path === undefined || !operation) return [`${method} ${url.pathname} is not in the document`];
  const key = String(status) in operation.responses ? String(status) : "default";
  const response = operation.responses[key];
  const where = response?.$ref
    ? response.$ref.slice(2)
    : pointer("paths", path, method.toLowerCase(), "responses", key);
  const content = response?.$ref
    ? document.components.responses[response.$ref.split("/").at(-1) ?? ""]?.content
    : response?.content;
  if (!content) return body === undefined ? [] : [`${status} has no body in the document`];
  const media = type.split(";")[0] ?? "";
  if (!(media in content)) return [`${method} ${path} does not answer ${status} with ${media}`];
  return problemsWith(`${where}/content/${pointer(media)}/schema`, body).map(
    (problem) => `${method} ${path}: ${problem}`,
  );
}
