import type { components } from "./schema";

export type Problem = components["schemas"]["Problem"];

// What a request that did not succeed throws. `status` 0: the portal did not answer.
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = "ApiError";
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }
}

export function unreachable(): ApiError {
  return new ApiError({ type: "about:blank", title: "", status: 0, detail: "", kind: "Unavailable" });
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "detail" in value && "status" in value;
}

// Anything that answers in the portal's place (a proxy, an old server) still becomes a readable error.
export function asApiError(body: unknown, response: Response): ApiError {
  if (isProblem(body)) return new ApiError(body);
  const detail = typeof body === "string" ? body.slice(0, 500) : "";
  return new ApiError({
    type: "about:blank",
    title: response.statusText,
    status: response.status,
    detail: detail || `${response.status} ${response.statusText}`.trim(),
  });
}
