import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createBrowserRouter, Navigate, RouterProvider } from "react-router";
import { ApiError } from "../api/problem";
import { RouteProblem } from "./RouteProblem";
import { Shell } from "./Shell";
import { theme } from "./theme";

// What was wrong with the request stays wrong; what could not be reached may come back.
function shouldRetry(failures: number, error: Error): boolean {
  return failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 502);
}

const client = new QueryClient({
  defaultOptions: {
    queries: { retry: shouldRetry, retryDelay: 500, networkMode: "always" },
    mutations: { networkMode: "always" },
  },
});

const router = createBrowserRouter([
  {
    element: <Shell />,
    ErrorBoundary: RouteProblem,
    HydrateFallback: () => null,
    children: [
      {
        ErrorBoundary: RouteProblem,
        children: [
          { index: true, element: <Navigate to="/ingest" replace /> },
          { path: "ingest", lazy: () => import("../pages/ingest/IngestPage") },
          { path: "jobs", lazy: () => import("../pages/jobs/JobsPage") },
          { path: "jobs/:job", lazy: () => import("../pages/job/JobPage") },
          { path: "*", lazy: () => import("../pages/NotFoundPage") },
        ],
      },
    ],
  },
]);

export function App() {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
