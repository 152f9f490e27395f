/** Policies of secrets that Secrets Manager does not check for being public. */
import { rule } from "../api.js";
import { flag, get } from "../lib/value.js";

export default rule({
  id: "data/secret-policy-unchecked",
  title: "Secret policy that nobody checks",
  pillar: "data",
  tenet: ["T3"],
  severity: "info",
  fixes: "safe",
  on: "terraform.block",
  of: ["aws_secretsmanager_secret_policy"],
  refs: [],

  *check(policy) {
    const block = get(policy.body, "block_public_policy");
    if (block !== undefined && flag(block) !== false) return;
    yield {
      at: block ?? policy,
      what: "A later version of this policy may become public: Secrets Manager refuses that only when asked to check",
      fix: {
        title: "Refuse public policies",
        edit: (it) => (block ? it.replace(block, true) : it.set(policy.body, "block_public_policy", true)),
      },
    };
  },
});
