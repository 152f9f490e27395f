/** Conditions whose value Terraform computes anew at each run. */
import { rule } from "../api.js";

export default rule({
  id: "iam/apply-time-condition",
  title: "Condition that depends on apply time",
  pillar: "identity",
  tenet: ["T4"],
  severity: "error",
  fixes: "none",
  on: "iam.policy",
  refs: [],

  *check(policy) {
    for (const statement of policy.statements)
      for (const condition of statement.conditions)
        for (const value of condition.values) {
          if (value.kind !== "unknown") continue;
          const call = value.parts.flatMap((it) => (typeof it === "string" || it.call === undefined ? [] : [it.call]))[0];
          if (call === undefined) continue;
          yield {
            at: value,
            what: `\`${call}()\` changes at each run and says when Terraform ran, not when access is used: the condition guards nothing lasting`,
          };
        }
  },
});
