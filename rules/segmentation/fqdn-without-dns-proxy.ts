/** Rules by DNS name where Cilium does not see the lookups. */
import { type KubeObject, rule } from "../api.js";
import { dataOf, entry, get, items } from "../lib/value.js";

export default rule({
  id: "segmentation/fqdn-without-dns-proxy",
  title: "DNS names that Cilium cannot learn",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["cilium.egress"],
  refs: [],

  *check(it, { connectivity, kubernetes }) {
    const names = entry(it.body, "toFQDNs");
    if (names === undefined || it.action !== "allow") return;
    if (policyKinds.some((kind) => kubernetes.mayHide(it.policy, kind))) return;
    const policies = connectivity.policies(it.policy).filter((one) => one.group === "cilium.io");
    if ([it.policy, ...policies].some(looksUp)) return;
    const list = get(it.policy.body, "spec.egress");
    const dns = {
      toEndpoints: [{ matchLabels: { "k8s:io.kubernetes.pod.namespace": "kube-system", "k8s-app": "kube-dns" } }],
      toPorts: [{ ports: [{ port: "53", protocol: "ANY" }], rules: { dns: items(names.value).map(dataOf) } }],
    };
    const existing = items(list).flatMap((rule) =>
      items(get(rule, "toPorts")).filter((ports) => items(get(ports, "ports")).some((port) => get(port, "port")?.known === "53")),
    );
    const [first] = existing;
    yield {
      at: names.keyAt,
      what: "Cilium learns the addresses of a name from lookups that pass its DNS proxy: without a rule that has `rules.dns` these names match nothing",
      fix:
        first?.kind === "dict"
          ? {
              title: "Send the lookups through the proxy",
              edit: (edit) => edit.set(first, ["rules"], { dns: items(names.value).map(dataOf) }),
            }
          : list === undefined
            ? undefined
            : { title: "Allow these lookups through the proxy", edit: (edit) => edit.append(list, dns) },
    };
  },
});

const policyKinds = ["cilium.io/CiliumNetworkPolicy", "cilium.io/CiliumClusterwideNetworkPolicy"];

function looksUp(policy: KubeObject): boolean {
  return [get(policy.body, "spec"), ...items(get(policy.body, "specs"))].some((spec) =>
    items(get(spec, "egress")).some((rule) => items(get(rule, "toPorts")).some((ports) => get(ports, "rules.dns") !== undefined)),
  );
}
