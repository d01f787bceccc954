/// <reference types="vitest/config" />
import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { mockApi } from "./tests/mocks/devServer";

const apiPort = process.env.API_PORT ?? "8000";
const proxy = { "/api": { target: `http://127.0.0.1:${apiPort}`, changeOrigin: false } };

export default defineConfig({
  plugins: [react(), tailwindcss(), ...(process.env.MOCK_API === "1" ? [mockApi()] : [])],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { port: Number(process.env.DEV_PORT ?? 5173), strictPort: true, proxy },
  preview: { port: Number(process.env.DEV_PORT ?? 4173), strictPort: true, proxy },
  // Fonts stay files: the content security policy allows no data: fonts.
  build: { target: "es2022", assetsInlineLimit: 0, manifest: true, chunkSizeWarningLimit: 400 },
  test: {
    environment: "jsdom",
    environmentOptions: { jsdom: { url: "http://localhost:3000" } },
    setupFiles: ["./tests/setup.ts"],
    include: ["tests/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    css: false,
    testTimeout: 30_000,
  },
});
