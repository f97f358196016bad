// Makes the scripts of the local pages from src/; hatch_build.py runs it, or `node build.mjs`.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const into = process.argv[2] ?? "../src/detente/web/site/built";

const made = await build({
  entryPoints: ["src/site.ts", "src/editor.ts", "src/site.css"],
  outdir: into,
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "iife",
  target: ["es2022", "chrome111", "firefox115", "safari16.4"],
  logLevel: "warning",
  metafile: true,
});

// What the scripts hold of others' work is passed on with their licences.
const packages = Object.keys(made.metafile.inputs)
  .map((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1])
  .filter((name) => name !== undefined);
const licences = [...new Set(packages)].sort().map((name) => {
  const folder = join("node_modules", name);
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  if (!file) throw new Error(`${name} comes without its licence`);
  return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
});
writeFileSync(join(into, "licences.txt"), licences.join(`\n${"-".repeat(72)}\n\n`));
