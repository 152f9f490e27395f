/** Policies for the callers of a namespace whose name is misspelt. */
import { rule } from "../api.js";
import { matchesOf } from "../lib/mesh.js";
import { misspelt, text } from "../lib/value.js";

export default rule({
  id: "mesh/unknown-namespace",
  title: "Policy for a namespace that is not there",
  pillar: "identity",
  tenet: ["T5", "T6"],
  severity: "warning",
  fixes: "review",
  on: "mesh.authorization",
  refs: ["istio:IST0101-ReferencedResourceNotFound"],

  *check(policy, { kubernetes }) {
    for (const { attribute, values } of policy.rules.flatMap(matchesOf)) {
      if (attribute !== "source.namespace") continue;
      const spaces = kubernetes.objects(policy, "/Namespace").map((it) => it.name);
      if (spaces.includes(undefined)) return;
      for (const value of values) {
        const name = text(value);
        if (name === undefined || name.includes("*") || spaces.includes(name)) continue;
        const meant = spaces.find((it) => misspelt(it ?? "", name));
        if (meant === undefined) continue;
        yield {
          at: value,
          what:
            policy.action === "DENY"
              ? `There is no namespace \`${name}\`, but \`${meant}\`: its callers are not denied`
              : `There is no namespace \`${name}\`, but \`${meant}\`: whoever may create it gets the access`,
          fix: { title: `Name \`${meant}\``, edit: (it) => it.replace(value, meant) },
        };
      }
    }
  },
});
