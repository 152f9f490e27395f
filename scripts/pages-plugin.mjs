/** Gives the rule pages to the bundles as data: `import pages from "virtual:pages"`, for esbuild and for vite. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const rules = join(dirname(fileURLToPath(import.meta.url)), "../rules");

function moduleText() {
  const found = {};
  for (const family of readdirSync(rules, { withFileTypes: true }).filter((it) => it.isDirectory()))
    for (const file of readdirSync(join(rules, family.name))
      .filter((it) => it.endsWith(".md"))
      .sort())
      found[`${family.name}/${file.slice(0, -3)}`] = readFileSync(join(rules, family.name, file), "utf8");
  return `export default ${JSON.stringify(found)};`;
}

export const pages = {
  esbuild: {
    name: "pages",
    setup(build) {
      build.onResolve({ filter: /^virtual:pages$/ }, () => ({ path: "pages", namespace: "pages" }));
      build.onLoad({ filter: /.*/, namespace: "pages" }, () => ({ contents: moduleText(), loader: "js" }));
    },
  },
  vite: {
    name: "pages",
    resolveId: (id) => (id === "virtual:pages" ? "\0virtual:pages" : undefined),
    load: (id) => (id === "\0virtual:pages" ? moduleText() : undefined),
  },
};
