/** Egress policies that leave the cloud's metadata service in reach. */
import { type PolicyPort, rule } from "../api.js";
import { specsOf } from "../lib/cilium.js";
import { blockOf } from "../lib/connectivity.js";
import { parseCidr, within } from "../lib/network.js";
import { dataOf, get } from "../lib/value.js";

const metadata = "169.254.169.254/32";

export default rule({
  id: "segmentation/metadata-reachable",
  title: "Metadata service in reach",
  pillar: "networks",
  tenet: ["T2", "T3"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["kubernetes.egress", "cilium.egress", "calico.egress"],
  refs: ["kubescape:C-0052"],

  *check(it, { kubernetes }) {
    const address = parseCidr(metadata);
    if (it.enforced !== true || it.action !== "allow" || address === undefined || (it.anyPort !== true && !it.ports.some(opensHttp)))
      return;
    // Workload Identity of GKE is served from this address.
    if (kubernetes.objects(it.policy, "ServiceAccount").some((one) => one.annotations.has("iam.gke.io/gcp-service-account"))) return;
    // Whom the credentials are for may fetch them.
    if (it.flavour === "cilium" && specsOf(it.policy).some((spec) => get(spec, "nodeSelector") !== undefined)) return;
    for (const { peer, cidr } of it.peers.flatMap((one) => one.cidrs.map((each) => ({ peer: one, cidr: each })))) {
      const block = blockOf(cidr);
      if (block === undefined || !within(address, block)) continue;
      // A whole range is said by another rule; here somebody made exceptions and forgot this one.
      if (peer.except.length === 0 && block.length === 0) continue;
      if (peer.except.some((hole) => hole.kind === "unknown" || within(address, blockOf(hole) ?? address))) continue;
      const written = it.flavour === "cilium" && peer.value.kind === "dict" ? peer.value : get(peer.value, "ipBlock");
      yield {
        at: cidr,
        what: "The block holds 169.254.169.254: from there a pod gets the credentials of its node, and with them more than its own identity allows",
        fix:
          written === undefined
            ? undefined
            : {
                title: "Leave the metadata service out",
                edit: (edit) => edit.set(written, ["except"], [...peer.except.map(dataOf), metadata]),
              },
      };
    }
  },
});

function opensHttp({ protocol, port, end, known }: PolicyPort): boolean {
  if (!known || (protocol !== "TCP" && protocol !== "any")) return false;
  return port === undefined || (typeof port === "number" && port <= 80 && 80 <= (end ?? port));
}
