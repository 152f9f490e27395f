/** DNS to resolvers that anybody may run. */
import { type KubeObject, rule } from "../api.js";
import { isEveryEndpoint, peerEntries, readsRequests, specsOf } from "../lib/cilium.js";
import { isAnyNamespace, isDnsOnly, worldBlocks } from "../lib/connectivity.js";
import { dnsEgress } from "../lib/kubernetes.js";
import { entries, entry, get, text } from "../lib/value.js";

const kubeDns = [{ matchLabels: { "k8s:io.kubernetes.pod.namespace": "kube-system", "k8s-app": "kube-dns" } }];

export default rule({
  id: "segmentation/dns-anywhere",
  title: "DNS to any resolver",
  pillar: "networks",
  tenet: ["T2", "T7"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["kubernetes.egress", "cilium.egress", "calico.egress"],
  refs: [],

  *check(it) {
    if (it.enforced !== true || it.action !== "allow" || it.body.kind !== "dict" || !isDnsOnly(it)) return;
    const cilium = it.flavour === "cilium";
    // Lookups that the proxy reads go to names that somebody chose.
    if (cilium && readsRequests(it)) return;
    const pods = it.peers.find(
      (one) =>
        (cilium && one.namespaces === "all" && isEveryEndpoint(one)) ||
        (one.kind === "pods" &&
          isAnyNamespace(one.namespaceSelector) &&
          (one.podSelector?.requirements.length ?? 0) === 0 &&
          one.podSelector?.complete !== false),
    );
    const outside = it.peers.find((one) => one.kind === "entity" && /^world(?:-ipv[46])?$/.test(text(one.value) ?? ""));
    const world = worldBlocks(it.peers)[0] ?? outside;
    if (it.anyPeer !== true && pods === undefined && world === undefined) return;
    if (isResolver(it.policy)) return;
    const to = get(it.body, "to");
    const [field, ...others] = cilium ? peerEntries(it) : [];
    yield {
      at: world?.at ?? pods?.at ?? entry(it.body, cilium ? "toPorts" : it.flavour === "calico" ? "destination" : "ports")?.keyAt ?? it.at,
      what:
        pods && !world && it.anyPeer !== true
          ? "Any pod may play the resolver: lookups can be answered by whoever runs one, and carry data to them"
          : "Any resolver is allowed: lookups to a name server of one's own carry data out, past every log of the cluster's resolver",
      fix:
        others.length > 0 || (it.flavour === "calico" && world !== undefined)
          ? undefined
          : {
              title: "Allow DNS to kube-dns only",
              edit: (edit) => {
                if (field) {
                  edit.rename(field.keyAt, "toEndpoints");
                  edit.replace(field.value, kubeDns);
                } else if (it.flavour === "calico") {
                  edit.set(it.body, ["destination", "namespaceSelector"], "kubernetes.io/metadata.name == 'kube-system'");
                  edit.set(it.body, ["destination", "selector"], "k8s-app == 'kube-dns'");
                } else if (cilium) edit.set(it.body, ["toEndpoints"], kubeDns);
                else if (to === undefined) edit.set(it.body, ["to"], dnsEgress.to);
                else edit.replace(to, dnsEgress.to);
              },
            },
    };
  },
});

/** Whether a policy is for the resolver of the cluster, which has to ask those outside. */
function isResolver(policy: KubeObject): boolean {
  return specsOf(policy).some((spec) =>
    ["podSelector", "endpointSelector"].some((selector) =>
      entries(get(spec, `${selector}.matchLabels`)).some((it) =>
        /(?:^|-)(?:kube-?dns|coredns|node-?local-?dns|dns)(?:-|$)/.test(text(it.value) ?? "dns"),
      ),
    ),
  );
}
