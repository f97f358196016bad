// Makes the scripts of the local pages from src/; hatch_build.py runs it, or `node build.mjs`.
import { build } from "esbuild";

const into = process.argv[2] ?? "../src/detente/web/site/built";

await build({
  entryPoints: ["src/site.ts", "src/editor.ts", "src/site.css"],
  outdir: into,
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "iife",
  target: ["es2022", "chrome111", "firefox115", "safari16.4"],
  legalComments: "linked",
  logLevel: "warning",
});
