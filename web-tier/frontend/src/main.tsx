import { QueryClientProvider } from "@tanstack/react-query";
import { Tooltip } from "radix-ui";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createBrowserRouter, RouterProvider } from "react-router-dom";
import { session } from "@/api/session";
import { Splash } from "@/components/shell/Splash";
import { Toaster } from "@/components/ui/Toaster";
import { theme } from "@/lib/theme";
import { createQueryClient } from "@/services/queryClient";
import { routerFuture, routes } from "./router";
import "./styles/index.css";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root");
theme.follow();
session.followOtherTabs();
const router = createBrowserRouter(routes, { future: routerFuture });

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <Tooltip.Provider delayDuration={350}>
        <RouterProvider router={router} fallbackElement={<Splash />} future={{ v7_startTransition: false }} />
        <Toaster />
      </Tooltip.Provider>
    </QueryClientProvider>
  </StrictMode>,
);
