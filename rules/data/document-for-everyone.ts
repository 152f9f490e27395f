/** Policy documents that let everyone in, where nothing in view says what they are for. */
import { rule } from "../api.js";
import { isStar } from "../lib/iam.js";

export default rule({
  id: "data/document-for-everyone",
  title: "Policy document that names everyone",
  pillar: "data",
  tenet: ["T1", "T3"],
  severity: "info",
  fixes: "none",
  on: "iam.policy",
  needs: ["Principal"],
  refs: ["checkov:CKV_AWS_283"],

  *check(policy) {
    // What it is attached to decides how bad that is; where that is in view, other rules say so.
    if (policy.use !== "unknown" || policy.spelling !== "document") return;
    for (const statement of policy.statements) {
      const everyone = statement.principals.find((it) => (it.type === "AWS" || it.type === "*") && isStar(it.value));
      if (statement.effect !== "Allow" || everyone === undefined || !statement.complete) continue;
      if (statement.conditions.length > 0) continue;
      yield {
        at: everyone.value,
        what: "`*` names everyone, and no condition says who may: whatever this document is attached to is public",
      };
    }
  },
});
