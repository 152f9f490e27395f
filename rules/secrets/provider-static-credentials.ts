/** AWS providers and state backends that log in with keys written in the code. */
import { type Problem, rule, type TerraformBlock, type Value } from "../api.js";
import { entry, get, text } from "../lib/value.js";

export default rule({
  id: "secrets/provider-static-credentials",
  title: "Access key in a provider or backend",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: ["provider.aws", "terraform", "data.terraform_remote_state"],
  refs: ["checkov:CKV_AWS_41", "kics:Hardcoded AWS Access Key", "tfsec:aws-misc-no-exposing-plaintext-credentials", "trivy:AWS-0167"],

  *check(block) {
    if (block.mode === "provider") yield* keys(block, block.body);
    else if (block.mode === "data") {
      const config = get(block.body, "config");
      if (config?.kind === "dict") yield* keys(block, config);
    } else {
      const backend = get(block.body, "backend");
      if (backend?.kind === "list" && backend.items[0]) yield* keys(block, backend.items[0]);
    }
  },
});

const names = ["access_key", "secret_key", "token"];

function* keys(block: TerraformBlock, body: Value): Iterable<Problem> {
  // A stand-in for AWS takes any key.
  if (entry(block.body, "endpoints") !== undefined) return;
  const written = names.flatMap((name) => {
    const value = get(body, name);
    const known = text(value);
    return value !== undefined &&
      known !== undefined &&
      !/^(?:test|testing|mock\w*|fake\w*|dummy|localstack|foo|bar|x+|anaccesskey|asecretkey)?$/i.test(known)
      ? [{ name, value }]
      : [];
  });
  const [first] = written;
  if (first === undefined) return;
  yield {
    at: first.value,
    what: `${written.map((it) => `\`${it.name}\``).join(" and ")} ${written.length === 1 ? "is" : "are"} written out: a long-lived credential in the code, its history and every copy`,
    related: written.slice(1).map((it) => ({ at: it.value, what: `\`${it.name}\` is written here` })),
    fix: {
      title: "Take credentials from the environment",
      edit: (it) => {
        for (const { value } of written) it.remove(value);
      },
    },
  };
}
