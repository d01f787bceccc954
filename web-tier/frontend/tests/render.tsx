import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { Tooltip } from "radix-ui";
import { createMemoryRouter, RouterProvider } from "react-router-dom";
import { session } from "@/api/session";
import { Toaster } from "@/components/ui/Toaster";
import { routerFuture, routes } from "@/router";
import { createQueryClient } from "@/services/queryClient";

/** The whole application at an address, signed in unless told otherwise. */
export function renderAt(address: string, { token = "good-token" }: { token?: string | null } = {}) {
  if (token) session.begin(token);
  const client = createQueryClient();
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retry: false } });
  const router = createMemoryRouter(routes, { initialEntries: [address], future: routerFuture });
  const view = render(
    <QueryClientProvider client={client}>
      <Tooltip.Provider>
        <RouterProvider router={router} future={{ v7_startTransition: false }} />
        <Toaster />
      </Tooltip.Provider>
    </QueryClientProvider>,
  );
  return { router, client, ...view };
}

export function searchOf(router: { state: { location: { search: string } } }): URLSearchParams {
  return new URLSearchParams(router.state.location.search);
}
