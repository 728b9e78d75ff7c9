import createClient from "openapi-fetch";
import { reportAnswer } from "./connectivity";
import { ApiError, asApiError, unreachable } from "./problem";
import type { paths } from "./schema";

export const apiBase = "/api/v1";

async function send(request: Request): Promise<Response> {
  try {
    const response = await globalThis.fetch(request);
    reportAnswer(true);
    return response;
  } catch (error) {
    if (request.signal.aborted) throw error;
    reportAnswer(false);
    throw unreachable();
  }
}

// The one way in which pages speak to the portal; its paths, parameters and bodies are openapi.yaml's.
export const api = createClient<paths>({ baseUrl: apiBase, fetch: send });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

// The body of a successful answer; throws ApiError for any other.
export async function unwrap<T>(pending: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await pending;
  if (!response.ok) throw asApiError(error, response);
  return data as T;
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}
