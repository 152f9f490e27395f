/** DNS to resolvers that anybody may run. */
import { rule } from "../api.js";
import { isAnyNamespace, isDnsOnly, worldBlocks } from "../lib/connectivity.js";
import { dnsEgress } from "../lib/kubernetes.js";
import { entry, get } from "../lib/value.js";

export default rule({
  id: "segmentation/dns-anywhere",
  title: "DNS to any resolver",
  pillar: "networks",
  tenet: ["T2", "T7"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["kubernetes.egress"],
  refs: [],

  *check(it) {
    if (it.enforced !== true || it.body.kind !== "dict" || !isDnsOnly(it)) return;
    const pods = it.peers.find(
      (one) =>
        one.kind === "pods" &&
        isAnyNamespace(one.namespaceSelector) &&
        (one.podSelector?.requirements.length ?? 0) === 0 &&
        one.podSelector?.complete !== false,
    );
    const [world] = worldBlocks(it.peers);
    if (it.anyPeer !== true && pods === undefined && world === undefined) return;
    const to = get(it.body, "to");
    yield {
      at: world?.at ?? pods?.at ?? entry(it.body, "ports")?.keyAt ?? it.at,
      what:
        pods && !world && it.anyPeer !== true
          ? "Any pod may play the resolver: lookups can be answered by whoever runs one, and carry data to them"
          : "Any resolver is allowed: lookups to a name server of one's own carry data out, past every log of the cluster's resolver",
      fix: {
        title: "Allow DNS to kube-dns only",
        edit: (edit) => (to === undefined ? edit.set(it.body, ["to"], dnsEgress.to) : edit.replace(to, dnsEgress.to)),
      },
    };
  },
});
