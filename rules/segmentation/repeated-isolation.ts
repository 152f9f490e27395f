/** Policies that cut off the pods which another one cuts off in the same way. */
import { type KubeObject, type KubernetesProject, rule } from "../api.js";
import { inOneFolder, type PolicyTypes, policyTypes } from "../lib/kubernetes.js";
import { get, isEmpty } from "../lib/value.js";

export default rule({
  id: "segmentation/repeated-isolation",
  title: "Two policies that isolate the same pods",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["networking.k8s.io/NetworkPolicy"],
  refs: [],

  *check(policy, { kubernetes }) {
    const own = isolation(policy, kubernetes);
    if (own === undefined || kubernetes.mayHide(policy, "networking.k8s.io/NetworkPolicy")) return;
    const twin = kubernetes.objectsBeside(policy, "networking.k8s.io/NetworkPolicy").find((it) => {
      const other = it.full === policy.full || !inOneFolder(it, policy) ? undefined : isolation(it, kubernetes);
      return other?.pods === own.pods && (!own.ingress || other.ingress) && (!own.egress || other.egress);
    });
    if (twin === undefined || twin.name === undefined || twin.name === policy.name) return;
    yield {
      at: policy,
      what: `\`${twin.name}\` cuts off the same pods in the same ${own.ingress && own.egress ? "directions" : "direction"}: to remove or to narrow one of the two changes nothing, and neither says so`,
      related: [{ at: twin, what: "does the same" }],
      fix: { title: "Remove this one", edit: (it) => it.remove(policy.body) },
    };
  },
});

interface Isolation extends PolicyTypes {
  /** The pods that it selects, as a text that is the same for the same selector. */
  readonly pods: string;
}

/** What a policy cuts off without letting anything pass; undefined for others, and where a part is unknown. */
function isolation(policy: KubeObject, kubernetes: KubernetesProject): Isolation | undefined {
  const types = policyTypes(policy);
  const selector = get(policy.body, "spec.podSelector");
  if (types === undefined || (!types.ingress && !types.egress) || get(policy.body, "spec")?.kind !== "dict") return undefined;
  if (!isEmpty(get(policy.body, "spec.ingress")) || !isEmpty(get(policy.body, "spec.egress"))) return undefined;
  const parsed = selector === undefined ? undefined : kubernetes.selector(selector);
  if (parsed?.complete === false) return undefined;
  const pods = (parsed?.requirements ?? []).map((it) => [it.key, it.operator, [...it.values].sort()].join(" ")).sort();
  return { ...types, pods: pods.join(", ") };
}
