/** Roles that may make volumes of host paths. */
import { rule } from "../api.js";
import { ending, granted, listed, onlyRead } from "../lib/rbac.js";
import { get, texts } from "../lib/value.js";

export default rule({
  id: "rbac/persistent-volume-create",
  title: "Role that can make persistent volumes",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "rbac.rule",
  refs: ["kubescape:C-0278", "cis-k8s:5.1.9"],

  *check(rule) {
    // The source of a volume is immutable: whoever may only update one cannot point it elsewhere.
    const found = granted(rule, "", ["persistentvolumes"], ["create"]);
    if (found === undefined || rule.named !== false) return;
    yield {
      at: found.resource,
      what: `${listed(found.verbs)} on persistent volumes map${ending(found.verbs)} any path of the node into a pod, past pod security`,
      fix: [
        {
          title: "Grant claims instead",
          edit: (it) => {
            const resources = get(rule.body, "resources");
            const others = texts(resources).filter((one) => one !== "persistentvolumes");
            if (resources) it.replace(resources, [...new Set([...others, "persistentvolumeclaims"])]);
          },
        },
        onlyRead(rule, found.resources),
      ],
    };
  },
});
