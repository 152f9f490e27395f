/** Overrides of policy documents that replace a denial by a grant. */
import { type Place, rule, type TerraformBlock } from "../api.js";
import { text } from "../lib/value.js";

export default rule({
  id: "iam/override-drops-deny",
  title: "Override that drops a denial",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "iam.policy",
  needs: ["override"],
  refs: [],

  *check(policy) {
    for (const { statement, by } of policy.replaced) {
      if (statement.effect !== "Deny" || by.effect !== "Allow") continue;
      const sid = text(by.sid) ?? "";
      const here = by.sid && inside(by.sid.at, policy.owner);
      yield {
        at: here && by.sid ? by.sid : policy.at,
        what: `A statement of the same sid \`${sid}\` takes the place of a denial: what it denied is denied no more`,
        related: [{ at: statement.at, what: "this denial is gone" }],
        fix:
          here && by.sid
            ? { title: "Keep both: give the override its own sid", edit: (it) => by.sid && it.replace(by.sid, `${sid}Also`) }
            : [],
      };
    }
  },
});

function inside(place: Place, owner: TerraformBlock): boolean {
  return place.unit === owner.full.unit && place.start >= owner.full.start && place.end <= owner.full.end;
}
