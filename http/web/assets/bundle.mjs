// Bundles what the browser gets into dist/, from src/ and the packages of package-lock.json. `make build` runs it.
import { build } from "esbuild";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const packages = dirname(dirname(createRequire(import.meta.url).resolve("esbuild/package.json")));

// Only what this script makes goes: a plain `go build` needs the folder.
async function clear() {
  await mkdir(dist, { recursive: true });
  for (const name of await readdir(dist)) {
    if (name !== ".gitignore") await rm(join(dist, name), { recursive: true });
  }
}

// One sprite of the icons that icons.txt names.
async function sprite() {
  const lines = (await readFile(join(here, "icons.txt"), "utf8")).split("\n").filter((line) => line && !line.startsWith("#"));
  const symbols = [];
  for (const name of lines) {
    const svg = await readFile(join(packages, "@tabler/icons/icons/outline", `${name}.svg`), "utf8");
    const inner = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s*\n\s*/g, "");
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`);
  }
  await writeFile(join(dist, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
}

// What the bundle was made from, for THIRD_PARTY_NOTICES.md.
function sources(metafile) {
  const names = new Set(["@tabler/icons"]);
  for (const input of Object.keys(metafile.inputs)) {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) names.add(found[1]);
  }
  return [...names].sort();
}

await clear();
const result = await build({
  absWorkingDir: here,
  entryPoints: { app: "src/app.js", theme: "src/theme.js", style: "src/style.css" },
  outdir: dist,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022", "chrome110", "firefox115", "safari16.4"],
  legalComments: "none",
  loader: { ".svg": "dataurl" },
  metafile: true,
  logLevel: "warning",
});
await sprite();
await writeFile(join(dist, "packages.txt"), sources(result.metafile).join("\n") + "\n");
