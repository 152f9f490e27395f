/** Conditions whose value Terraform computes anew at each run. */
import { code, type Fix, type PolicyDocument, type Project, rule, type Value } from "../api.js";

export default rule({
  id: "iam/apply-time-condition",
  title: "Condition that depends on apply time",
  pillar: "identity",
  tenet: ["T4"],
  severity: "error",
  fixes: "review",
  on: "iam.policy",
  needs: ["Condition"],
  refs: [],

  *check(policy, project) {
    for (const statement of policy.statements)
      for (const condition of statement.conditions)
        for (const value of condition.values) {
          if (value.kind !== "unknown") continue;
          const call = value.parts.flatMap((it) => (typeof it === "string" || it.call === undefined ? [] : [it.call]))[0];
          if (call === undefined) continue;
          yield {
            at: value,
            what: `\`${call}()\` changes at each run and says when Terraform ran, not when access is used: the condition guards nothing lasting`,
            fix: () => (/timestamp$/.test(call) ? fixed(policy, value, project) : []),
          };
        }
  },
});

/** An instant that is kept in the state, so that it passes once. */
function fixed(policy: PolicyDocument, value: Value, project: Project): readonly Fix[] {
  if (project.terraform.blocks(policy.owner, "time_offset").length > 0) return [];
  return [
    {
      title: "Four hours from the first apply, kept in the state (`time_offset`)",
      edit: (it) => {
        it.replace(value, code("time_offset.access_ends.rfc3339"));
        it.createBlock(policy.owner, { type: "resource", labels: ["time_offset", "access_ends"], body: { offset_hours: 4 } });
      },
    },
  ];
}
