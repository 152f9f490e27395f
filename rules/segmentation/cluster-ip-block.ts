/** IP blocks that mean pods or Services of the cluster. */
import { type KubeObject, type KubernetesProject, rule, type Value, type Workload } from "../api.js";
import { blockOf, peerFor } from "../lib/connectivity.js";
import { type Cidr, parseCidr, within } from "../lib/network.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "segmentation/cluster-ip-block",
  title: "IP block for pods of the cluster",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["kubernetes"],
  refs: [],

  *check(it, { kubernetes, connectivity }) {
    if (it.enforced !== true || !it.peers.some((peer) => peer.cidrs.length > 0)) return;
    const ranges = clusterRanges(it.policy, kubernetes);
    for (const peer of it.peers)
      for (const cidr of peer.cidrs) {
        const block = blockOf(cidr);
        const range = block && ranges.find((one) => within(block, one.cidr));
        if (block === undefined || range === undefined) continue;
        const service = kubernetes
          .objects(it.policy, "Service")
          .find((one) => `${text(get(one.body, "spec.clusterIP"))}/32` === text(cidr));
        const behind: readonly Workload[] = service ? connectivity.backends(service) : [];
        const peers = behind.flatMap((one) => peerFor(one, it.policy) ?? []);
        const [first] = peers;
        yield {
          at: cidr,
          what: `\`${text(cidr)}\` is in the cluster's own ${range.what} range \`${range.written}\`: addresses of pods change, and those of Services are rewritten before or after the policy looks`,
          related: service ? [{ at: service, what: "The Service at this address" }] : [],
          fix:
            first && peers.length === 1
              ? { title: "Select the pods behind it", edit: (edit) => edit.replace(peer.value, first) }
              : undefined,
        };
      }
  },
});

interface Range {
  readonly cidr: Cidr;
  readonly written: string;
  readonly what: "pod" | "Service";
}

/** Only what the workspace itself says of the cluster. */
function clusterRanges(near: KubeObject, kubernetes: KubernetesProject): readonly Range[] {
  const range = (value: Value | undefined, what: Range["what"]): readonly Range[] =>
    items(value).flatMap((it) =>
      (text(it) ?? "").split(",").flatMap((written) => {
        const cidr = parseCidr(written);
        return cidr && written.includes("/") ? [{ cidr, written: written.trim(), what }] : [];
      }),
    );
  return [
    ...kubernetes
      .objects(near, "ClusterConfiguration")
      .flatMap((it) => [
        ...range(get(it.body, "networking.podSubnet"), "pod"),
        ...range(get(it.body, "networking.serviceSubnet"), "Service"),
      ]),
    ...kubernetes.objects(near, "IPPool").flatMap((it) => range(get(it.body, "spec.cidr"), "pod")),
  ];
}
