import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { configure, render } from "@testing-library/react";
import type { ReactElement } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { theme } from "../src/app/theme";
import { loadWords } from "../src/app/words";

loadWords();
// However busy the machine is.
configure({ asyncUtilTimeout: 30_000 });
// happy-dom lays nothing out: boxes get a height, so that lists have room for rows.
Object.defineProperty(HTMLElement.prototype, "clientHeight", { configurable: true, value: 300 });

// Renders a page, or a part of one, at an address.
export function renderAt(address: string, element: ReactElement) {
  const router = createMemoryRouter([{ path: "*", element }], { initialEntries: [address] });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const view = render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...view, router, client };
}
