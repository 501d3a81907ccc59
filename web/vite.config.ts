import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Puts the icons into the page, so that no icon waits for a request of its own. */
function sprite(): Plugin {
  return {
    name: "sprite",
    transformIndexHtml: (html) =>
      html.replace(
        "<!-- icons -->",
        readFileSync(here("src/icons.svg"), "utf8").replace(
          "<svg ",
          '<svg class="sprite" aria-hidden="true" ',
        ),
      ),
  };
}

export default defineConfig({
  plugins: [sprite()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: here("../src/dockline/web"),
    emptyOutDir: true,
    // The first browsers with light-dark(): nothing is rewritten for older ones.
    target: ["chrome123", "firefox120", "safari17.5"],
    // A data: address would break the page's content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { dock: here("dock.html"), board: here("board.html"), admin: here("admin.html") },
    },
  },
  worker: { format: "es" },
  server: {
    proxy: {
      "/dock/": "http://localhost:8080",
      "/manage/": "http://localhost:8080",
      "/pulse-api/": "http://localhost:8080",
      "/board/socket": { target: "ws://localhost:8080", ws: true },
      "/sip": { target: "ws://localhost:8080", ws: true },
    },
  },
  test: { include: ["test/**/*.test.ts"], environment: "node" },
});
