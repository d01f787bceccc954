import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET = 200_000;
const manifest = JSON.parse(readFileSync("dist/.vite/manifest.json", "utf8"));
const size = (file) => gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length;

/** A chunk and all that it imports statically: what the browser must have before it can run it. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const each of manifest[key].imports ?? []) closure(each, seen);
  return seen;
}

const filesOf = (keys) =>
  [...new Set([...keys].map((key) => manifest[key].file))].filter((file) => file.endsWith(".js"));
const total = (keys) => filesOf(keys).reduce((sum, file) => sum + size(file), 0) + size("theme.js");
const kilo = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

const entry = closure("index.html");
console.log(`shell ${kilo(total(entry))} of compressed script`);
let worst = 0;
for (const key of Object.keys(manifest)
  .filter((each) => each.startsWith("src/pages/"))
  .sort()) {
  const bytes = total(new Set([...entry, ...closure(key)]));
  worst = Math.max(worst, bytes);
  console.log(`  with ${key.replace("src/pages/", "").replace(".tsx", "")}: ${kilo(bytes)}`);
}
if (Math.max(worst, total(entry)) > BUDGET) {
  console.error(`A first load needs more than ${kilo(BUDGET)} of compressed script.`);
  process.exit(1);
}
