/** Rules that an earlier one of the same policy leaves nothing to decide. */
import { rule } from "../api.js";
import { dataOf } from "../lib/value.js";

export default rule({
  id: "segmentation/shadowed-rule",
  title: "Rule behind one that decides first",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "policy.rule",
  of: ["admin"],
  refs: [],

  *check(it, { connectivity }) {
    if (it.enforced !== true || it.action !== "deny") return;
    const rules = connectivity.rules(it.policy).filter((one) => one.direction === it.direction);
    const earlier = rules
      .slice(0, rules.indexOf(it))
      .find((one) => (one.action === "allow" || one.action === "pass") && connectivity.covers(one, it) === true);
    if (earlier === undefined) return;
    yield {
      at: it.at,
      what: `An earlier rule ${earlier.action === "pass" ? "passes on" : "allows"} all of this traffic, and the first match decides: this deny is never reached`,
      related: [{ at: earlier, what: "Decides first" }],
      fix:
        it.body.kind === "dict" && earlier.body.kind === "dict"
          ? {
              title: "Swap the two rules",
              edit: (edit) => {
                edit.replace(earlier.body, dataOf(it.body));
                edit.replace(it.body, dataOf(earlier.body));
              },
            }
          : undefined,
    };
  },
});
