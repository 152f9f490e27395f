/** Namespaces that a policy on image signatures leaves out. */
import { rule } from "../api.js";
import { isSystemNamespace } from "../lib/kubernetes.js";
import { dicts, get } from "../lib/value.js";

export default rule({
  id: "admission/unverified-images",
  title: "Namespace with unverified images",
  pillar: "workloads",
  tenet: ["T3", "T5"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["/Namespace"],
  refs: ["kubescape:C-0236", "kubescape:C-0237"],

  *check(namespace, { kubernetes, pods }) {
    const [policy] = kubernetes.objects(namespace, "policy.sigstore.dev/ClusterImagePolicy");
    if (policy === undefined || isSystemNamespace(namespace.name) || !namespace.labelsComplete) return;
    if (namespace.labels.get(label) === "true" || pods.workloadsIn(namespace).length === 0) return;
    const kyverno = kubernetes
      .objects(namespace, "kyverno.io/ClusterPolicy")
      .some((it) => dicts(get(it.body, "spec.rules")).some((rule) => get(rule, "verifyImages") !== undefined));
    if (kyverno || kubernetes.objects(namespace, "policies.kyverno.io/ImageValidatingPolicy").length > 0) return;
    yield {
      at: namespace,
      what: `Signatures are verified only where a namespace asks for it, and \`${namespace.name ?? "?"}\` does not: any image runs there`,
      related: [{ at: policy, what: "the policy that leaves it out" }],
      fix: { title: "Verify images here, too", edit: (it) => it.set(namespace.body, ["metadata", "labels", label], "true") },
    };
  },
});

const label = "policy.sigstore.dev/include";
