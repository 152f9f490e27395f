/** Policies that deny egress and forget DNS. */
import { type KubeObject, rule, type Value } from "../api.js";
import { allowsDns, dnsEgress, policiesOf, policyTypes, selectsAll, unplacedPolicies } from "../lib/kubernetes.js";
import { dataOf, get, items, text } from "../lib/value.js";

export default rule({
  id: "segmentation/egress-without-dns",
  title: "Egress restricted without DNS",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["networking.k8s.io/NetworkPolicy"],
  refs: [],

  *check(policy, project) {
    const { kubernetes } = project;
    if (policyTypes(policy)?.egress !== true) return;
    if (kubernetes.mayHide(policy, "networking.k8s.io/NetworkPolicy")) return;
    const own = selectsAll(policy, kubernetes);
    const selector = get(policy.body, "spec.podSelector");
    if (own === undefined || (selector !== undefined && !kubernetes.selector(selector).complete)) return;
    const same = (other: KubeObject): boolean => {
      if (selectsAll(other, kubernetes) !== false) return true;
      if (own) return true;
      const theirs = get(other.body, "spec.podSelector");
      const mine = selector && kubernetes.selector(selector);
      const labels = new Map(
        mine?.requirements.flatMap((it) =>
          it.operator === "In" && it.values.length === 1 ? [[it.key, it.values[0] ?? ""] as const] : [],
        ) ?? [],
      );
      return theirs === undefined || kubernetes.matches(kubernetes.selector(theirs), labels, true) !== false;
    };
    const policies = [policy, ...policiesOf(policy, kubernetes), ...unplacedPolicies(policy, kubernetes)].filter(same);
    const types = policies.map((it) => ({ it, egress: policyTypes(it)?.egress }));
    if (types.some((it) => it.egress === undefined)) return;
    const egress = types.filter((it) => it.egress === true);
    if (
      egress.some(
        ({ it }) =>
          get(it.body, "spec.egress")?.kind === "unknown" ||
          items(get(it.body, "spec.egress")).some((rule) => allowsDns(rule) !== false && !elsewhere(rule)),
      )
    )
      return;
    // Who may call nobody asks for no names.
    if (egress.every(({ it }) => items(get(it.body, "spec.egress")).length === 0)) return;
    // Other CNIs' policies may let DNS out.
    if (
      ["CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy", "GlobalNetworkPolicy"].some(
        (kind) => kubernetes.objects(policy, kind).length > 0,
      )
    )
      return;
    const rules = get(policy.body, "spec.egress");
    const metadata = { name: "allow-dns", ...(policy.namespace === undefined ? {} : { namespace: policy.namespace }) };
    yield {
      at: policy,
      what: "Egress is denied and no policy lets these pods reach DNS on port 53: names stop resolving, and such policies are soon deleted whole",
      fix:
        rules?.kind === "list" && rules.items.length > 0
          ? { title: "Allow DNS to kube-dns", edit: (it) => it.append(rules, dnsEgress) }
          : {
              title: "Add a policy that allows DNS to kube-dns",
              edit: (it) =>
                it.createObject(policy, {
                  apiVersion: "networking.k8s.io/v1",
                  kind: "NetworkPolicy",
                  metadata,
                  spec: { podSelector: dataOf(selector) ?? {}, policyTypes: ["Egress"], egress: [dnsEgress] },
                }),
            },
    };
  },
});

/** A rule without ports for peers that surely are not the resolver: a named namespace other than kube-system, or pods of this one. */
function elsewhere(rule: Value): boolean {
  if (get(rule, "ports") !== undefined) return false;
  const peers = items(get(rule, "to"));
  return (
    peers.length > 0 &&
    peers.every((it) => {
      const namespaces = get(it, "namespaceSelector");
      const pods = get(it, "podSelector");
      if (namespaces === undefined) return pods !== undefined && pods.kind === "dict";
      const name = text(get(namespaces, ["matchLabels", "kubernetes.io/metadata.name"])) ?? text(get(namespaces, "matchLabels.name"));
      return name !== undefined && !/kube-system|dns/.test(name);
    })
  );
}
