/** API audit policies with an early rule that leaves out whole groups of callers. */
import { rule } from "../api.js";
import { get, isEmpty, items, text, texts } from "../lib/value.js";

const everyone = /^system:(?:serviceaccounts(?::.*)?|authenticated|unauthenticated|masters)$/;

export default rule({
  id: "audit/broad-exemption",
  title: "Group of callers left out of the audit log",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["audit.k8s.io/Policy"],
  refs: ["cis-k8s:3.2.2"],

  *check(policy) {
    for (const it of items(get(policy.body, "rules"))) {
      if (text(get(it, "level")) !== "None") continue;
      const group = items(get(it, "userGroups")).find((one) => everyone.test(text(one) ?? ""));
      if (group === undefined) continue;
      // Noise that is named is no hole: the URLs of health checks, watching endpoints, the leases of controllers.
      const verbs = get(it, "verbs");
      const readOnly = !isEmpty(verbs) && texts(verbs).every((one) => /^(?:get|list|watch)$/.test(one));
      if (!isEmpty(get(it, "nonResourceURLs")) || !isEmpty(get(it, "resources")) || (readOnly && !isEmpty(get(it, "namespaces")))) continue;
      yield {
        at: group,
        what: `Nothing that \`${text(group)}\` does is logged${everyone.exec(text(group) ?? "")?.[0].includes("serviceaccounts") ? ", and that is what a stolen pod acts as" : ""}`,
        fix: { title: "Remove the exemption", edit: (edit) => edit.remove(it.at) },
      };
    }
  },
});
