/** OPA servers that run bundles without a signature. */
import { rule } from "../api.js";
import { entries, get } from "../lib/value.js";

export default rule({
  id: "trust/unsigned-bundle",
  title: "Policies that nobody signed",
  pillar: "automation",
  tenet: ["T5", "T6"],
  severity: "info",
  fixes: "none",
  on: "opa.config",
  refs: [],

  *check(config) {
    for (const it of entries(get(config.body, "bundles"))) {
      if (it.value.kind !== "dict" || !it.value.complete || get(it.value, "signing") !== undefined) continue;
      yield {
        at: it.keyAt,
        what: `The bundle \`${it.key}\` needs no signature: whoever may write to its store decides what everybody may do`,
      };
    }
  },
});
