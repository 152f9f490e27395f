/** Cognito identity pools that give AWS credentials to anybody. */
import { rule } from "../api.js";
import { flag, get } from "../lib/value.js";

export default rule({
  id: "perimeter/anonymous-identity-pool",
  title: "AWS credentials for anonymous users",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_cognito_identity_pool"],
  refs: ["checkov:CKV_AWS_366"],

  *check(pool) {
    const anonymous = get(pool.body, "allow_unauthenticated_identities");
    if (anonymous === undefined || flag(anonymous) !== true) return;
    yield {
      at: anonymous,
      what: "Whoever knows the pool's id gets AWS credentials without a login, and the id stands in every page that uses it",
      fix: { title: "Give credentials only after a login", edit: (it) => it.replace(anonymous, false) },
    };
  },
});
