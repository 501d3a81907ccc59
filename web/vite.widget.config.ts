import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The chat widget: one classic script with its style inside, for one tag on anybody's page. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: here("../src/dockline/web"),
    // After the pages' own build, which empties the folder.
    emptyOutDir: false,
    target: ["chrome123", "firefox120", "safari17.5"],
    cssMinify: true,
    rolldownOptions: {
      input: here("src/widget/main.ts"),
      output: { format: "iife", entryFileNames: "widget.js" },
    },
  },
});
