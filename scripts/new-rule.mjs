/** `npm run new family/bad-pattern`: writes the rule and its page, and the index. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const id = process.argv[2] ?? "";
if (!/^[a-z]+\/[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id)) {
  console.error("usage: npm run new family/bad-pattern   (kebab case, readable after “allow …”)");
  process.exit(2);
}
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const file = join(root, "rules", `${id}.ts`);
if (existsSync(file)) {
  console.error(`${id} exists`);
  process.exit(2);
}
const [, pattern = ""] = id.split("/");
const title = pattern[0]?.toUpperCase() + pattern.slice(1).replaceAll("-", " ");

mkdirSync(dirname(file), { recursive: true });
writeFileSync(
  file,
  `/** One sentence: what this rule finds. */
import { rule } from "../api.js";
import { get } from "../lib/value.js";

export default rule({
  id: "${id}",
  title: "${title}",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_example"],
  refs: [],

  *check(block) {
    const open = get(block.body, "open");
    if (open?.known !== true) return;
    yield {
      at: open,
      what: "\`open\` lets everyone in",
      fix: { title: "Close it", edit: (it) => it.replace(open, false) },
    };
  },
});
`,
);
writeFileSync(
  file.replace(/\.ts$/, ".md"),
  `# ${title}
Why it matters, in one paragraph.
\`\`\`hcl
resource "aws_example" "it" {
  open = true
}
\`\`\`
Run \`UPDATE=1 npm test\` to write the marks and the diff, then read them as prose. Below, what must stay silent:
\`\`\`hcl
resource "aws_example" "it" {
  open = var.open
}
\`\`\`
`,
);
await import("./index-rules.mjs");
console.log(`rules/${id}.ts and rules/${id}.md`);
