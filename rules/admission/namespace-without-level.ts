/** Namespaces that accept any pod. */
import { rule } from "../api.js";
import { isSystemNamespace } from "../lib/kubernetes.js";
import { checkedElsewhere, labelPath, levelLabel, levelOf } from "../lib/pod-level.js";
import { text } from "../lib/value.js";

export default rule({
  id: "admission/namespace-without-level",
  title: "Namespace that accepts any pod",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["/Namespace"],
  refs: ["kubescape:C-0193", "kyverno:psa-add-psa-labels", "cis-k8s:5.2.1", "kubescape:pod-security-admission-applied-1"],

  *check(namespace, project) {
    const label = levelLabel(namespace, "enforce");
    if (label !== undefined) {
      if (text(label.value) !== undefined && levelOf(label) === undefined)
        yield { at: label.value, what: `\`${text(label.value)}\` is no level: the label enforces nothing` };
      return;
    }
    if (!namespace.labelsComplete || isSystemNamespace(namespace.name) || checkedElsewhere(namespace, project.kubernetes)) return;
    // A weaker label than the one that is missing is said by a rule of its own.
    if (levelLabel(namespace, "warn") !== undefined || levelLabel(namespace, "audit") !== undefined) return;
    const known = project.pods.levelOf(namespace);
    const level = known === "restricted" ? "restricted" : "baseline";
    yield {
      at: namespace,
      what: `No level of Pod Security is enforced in \`${namespace.name ?? "?"}\`: whoever may create a pod there may own the node`,
      fix: {
        title: `Enforce \`${level}\``,
        level: known !== undefined && known !== "privileged" && project.kubernetes.closedWorld(namespace) ? "safe" : "review",
        edit: (it) => it.set(namespace.body, labelPath("enforce"), level),
      },
    };
  },
});
