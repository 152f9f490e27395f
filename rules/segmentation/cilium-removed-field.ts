/** Fields that newer versions of Cilium drop from a policy. */
import { rule } from "../api.js";
import { entry } from "../lib/value.js";

export default rule({
  id: "segmentation/cilium-removed-field",
  title: "Condition that Cilium no longer reads",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "none",
  on: "policy.rule",
  of: ["cilium"],
  refs: [],

  *check(it) {
    for (const key of ["fromRequires", "toRequires"]) {
      const found = entry(it.body, key);
      if (found === undefined) continue;
      yield {
        at: found.keyAt,
        what: `\`${key}\` is gone since Cilium 1.19: the labels that it asks for are no longer asked for, and the rule lets in more than it says`,
      };
    }
  },
});
