/** JSON policies that do not say which policy language they use. */
import { rule } from "../api.js";
import { isComplete } from "../lib/value.js";

export default rule({
  id: "iam/policy-without-version",
  title: "Policy without Version",
  pillar: "identity",
  tenet: ["T3"],
  severity: "info",
  fixes: "safe",
  on: "iam.policy",
  needs: ["json"],
  refs: ["parliament:NO_VERSION"],

  *check(policy) {
    if (policy.spelling !== "json" || policy.version !== undefined || !isComplete(policy.body) || policy.statements.length === 0) return;
    yield {
      at: policy.body.entries[0]?.keyAt ?? policy.at,
      what: "Without `Version` the policy is read in the language of 2008: variables such as `${aws:username}` are not expanded",
      fix: { title: 'Add `Version = "2012-10-17"`', edit: (it) => it.set(policy.body, "Version", "2012-10-17") },
    };
  },
});
