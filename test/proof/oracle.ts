/** Holds our HCL tree against HashiCorp's parser on every Terraform file, and our split YAML against the whole stream. */
import hcl2json from "@cdktf/hcl2json";
import { parseAllDocuments } from "yaml";
import { parseHcl } from "../../server/syntax/hcl/parse.js";
import { composeYaml } from "../../server/syntax/yaml/parse.js";
import { readPlain } from "../../server/syntax/yaml/plain.js";
import { splitStream } from "../../server/syntax/yaml/split.js";
import { toJson } from "../harness/hcl-json.js";
import { repositories } from "./folders.js";

const counts = { terraform: 0, equal: 0, rejected: 0, rejectedSeen: 0, unspoken: 0, yaml: 0, yamlEqual: 0, quick: 0, fallen: 0 };

for await (const { name, files } of repositories(process.argv[2] ?? ".")) {
  for (const [path, text] of files) {
    if (path.endsWith(".tf")) await checkTerraform(`${name}/${path}`, text);
    else if (/\.ya?ml$/.test(path)) checkYaml(`${name}/${path}`, text);
  }
}
console.log(
  `${counts.terraform} Terraform files: ${counts.equal} equal to the oracle, ${counts.rejectedSeen} of ${counts.rejected} rejected ones seen, ${counts.unspoken} that it cannot turn to JSON; ${counts.yaml} YAML streams: ${counts.yamlEqual} equal, ${counts.quick} documents read without the composer; ${counts.fallen} fallen`,
);
process.exit(counts.fallen === 0 ? 0 : 1);

async function checkTerraform(path: string, text: string): Promise<void> {
  counts.terraform++;
  const tree = parseHcl(text);
  let theirs: unknown;
  try {
    theirs = await hcl2json.parse(path, text);
  } catch (error) {
    // It has no JSON for blocks of one type with and without labels, which its parser accepts.
    if (String(error).includes("convert to HCL: ")) {
      counts.unspoken++;
      return;
    }
    counts.rejected++;
    if (tree.problems.length > 0) counts.rejectedSeen++;
    else fall(path, "rejected there, accepted here");
    return;
  }
  if (tree.problems.length > 0) fall(path, `accepted there, here: ${tree.problems[0]?.message}`);
  else if (plain(toJson(tree)) === plain(theirs)) counts.equal++;
  else fall(path, "another tree");
}

function checkYaml(path: string, text: string): void {
  const whole = parseAllDocuments(text, { logLevel: "silent" });
  if (!Array.isArray(whole) || whole.some((it) => it.errors.length > 0)) return;
  counts.yaml++;
  const together = whole.map((it) => it.toJS({ maxAliasCount: 100 })).filter((it) => it !== null);
  const apart = splitStream(text)
    .flatMap((it) =>
      parseAllDocuments(it.text, { logLevel: "silent" }).flatMap((document) =>
        "toJS" in document ? [document.toJS({ maxAliasCount: 100 })] : [],
      ),
    )
    .filter((it) => it !== null);
  if (plain(together) !== plain(apart)) return fall(path, "split apart, the documents differ");
  for (const it of splitStream(text)) {
    const value = it.text.includes("{{") ? undefined : readPlain(it.text, path);
    if (value === undefined) continue;
    counts.quick++;
    if (plain(value) !== plain(composeYaml(it.text, path).value)) return fall(path, "read quickly, a document has other values or places");
  }
  counts.yamlEqual++;
}

function fall(path: string, why: string): void {
  counts.fallen++;
  console.log(`${path}: ${why}`);
}

function plain(it: unknown): string {
  return JSON.stringify(it, (_, value) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
