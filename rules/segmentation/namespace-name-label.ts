/** Peers that select namespaces by a label that nothing sets. */
import { rule } from "../api.js";
import { get, items } from "../lib/value.js";

export default rule({
  id: "segmentation/namespace-name-label",
  title: "Namespace selected by a label it lacks",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["networking.k8s.io/NetworkPolicy"],
  refs: [],

  *check(policy, project) {
    const namespaces = project.kubernetes.objects(policy, "Namespace");
    if (project.kubernetes.mayHide(policy, "Namespace") || namespaces.some((it) => it.name === undefined || !it.labelsComplete)) return;
    for (const [direction, field] of [
      ["ingress", "from"],
      ["egress", "to"],
    ] as const)
      for (const rule of items(get(policy.body, `spec.${direction}`)))
        for (const peer of items(get(rule, field))) {
          const selector = get(peer, "namespaceSelector");
          if (selector === undefined) continue;
          const parsed = project.kubernetes.selector(selector);
          for (const it of parsed.requirements) {
            const [value] = it.values;
            if (it.key !== "name" || it.operator !== "In" || value === undefined) continue;
            if (namespaces.some((namespace) => namespace.labels.get("name") === value)) continue;
            yield {
              at: it.at,
              what: `Kubernetes does not label namespaces with \`name\`: unless somebody does by hand, \`name: ${value}\` matches nothing, and whoever may label a namespace decides who is let in`,
              fix: { title: "Use `kubernetes.io/metadata.name`", edit: (edit) => edit.rename(it.at, "kubernetes.io/metadata.name") },
            };
          }
        }
  },
});
