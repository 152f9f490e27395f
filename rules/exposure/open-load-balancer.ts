/** Load balancers that answer to every address. */
import { type ConnectivityProject, type KubeObject, rule } from "../api.js";
import { mayBeFrontDoor, sensitivePorts } from "../lib/connectivity.js";
import { get, items, number, text } from "../lib/value.js";

export default rule({
  id: "exposure/open-load-balancer",
  title: "Load balancer open to every address",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["/Service"],
  refs: [
    "kubescape:C-0256",
    "kyverno:other-no-loadbalancer-service",
    "kics:Service With External Load Balancer",
    "kube-linter:exposed-services",
  ],

  *check(service, { connectivity }) {
    const type = get(service.body, "spec.type");
    if (type === undefined || text(type) !== "LoadBalancer" || isInternal(service)) return;
    const ranges = get(service.body, "spec.loadBalancerSourceRanges");
    const listed =
      service.annotations.get("service.beta.kubernetes.io/load-balancer-source-ranges") ??
      service.annotations.get("service.beta.kubernetes.io/aws-load-balancer-source-ranges");
    if (ranges?.kind === "unknown" || (listed !== undefined && !/\/0(?:\D|$)/.test(listed))) return;
    const open = items(ranges).find((it) => /\/0$/.test(text(it) ?? ""));
    if (items(ranges).length > 0 && open === undefined) return;
    if (mayBeFrontDoor(service, connectivity)) return;
    const ports = items(get(service.body, "spec.ports")).map((it) => number(get(it, "port")));
    const named = ports.flatMap((it) => sensitivePorts.get(it ?? -1) ?? [])[0];
    const allowed = open === undefined ? allowedRanges(service, connectivity) : [];
    const spec = get(service.body, "spec");
    yield {
      at: open ?? type,
      what: named
        ? `${named} is open to the whole internet: ${open ? `\`${text(open)}\` is every address` : "no source ranges are set"}`
        : open
          ? `\`${text(open)}\` lets every address of the internet connect, and no gateway in front knows who calls`
          : "Every address of the internet may connect: no `loadBalancerSourceRanges` and no gateway in front that knows who calls",
      fix:
        allowed.length === 0 || spec?.kind !== "dict" || ranges !== undefined
          ? undefined
          : {
              title: `Let in the ${allowed.length === 1 ? "range" : "ranges"} that the network policy allows`,
              edit: (edit) => edit.set(spec, ["loadBalancerSourceRanges"], allowed),
            },
    };
  },
});

const internal: readonly (readonly [string, RegExp])[] = [
  ["service.beta.kubernetes.io/aws-load-balancer-scheme", /^internal$/],
  ["service.beta.kubernetes.io/aws-load-balancer-internal", /^(?:true|0\.0\.0\.0\/0|10\..*)$/],
  ["networking.gke.io/load-balancer-type", /^internal$/i],
  ["cloud.google.com/load-balancer-type", /^internal$/i],
  ["service.beta.kubernetes.io/azure-load-balancer-internal", /^true$/],
  ["service.beta.kubernetes.io/openstack-internal-load-balancer", /^true$/],
  ["service.beta.kubernetes.io/oci-load-balancer-internal", /^true$/],
  ["service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type", /^private$/],
  ["service.beta.kubernetes.io/cce-load-balancer-internal-vpc", /^true$/],
  ["service.kubernetes.io/qcloud-loadbalancer-internal-subnetid", /./],
  ["service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type", /^intranet$/],
];

/** Reached from the private network only, or over a tailnet. Annotations that are not all known may say so. */
function isInternal(service: KubeObject): boolean {
  const annotations = get(service.body, "metadata.annotations");
  if (annotations?.kind === "unknown" || (annotations?.kind === "dict" && !annotations.complete)) return true;
  const scheme = get(service.body, "spec.loadBalancerClass");
  if (scheme?.kind === "unknown" || /tailscale|internal/.test(text(scheme) ?? "")) return true;
  return internal.some(([key, value]) => {
    const written = get(annotations, [key]);
    return written?.kind === "unknown" || value.test(text(written) ?? "");
  });
}

/** The addresses that the policies of the pods let in anyway: everybody else knocks in vain already. None where some policy admits all. */
function allowedRanges(service: KubeObject, connectivity: ConnectivityProject): readonly string[] {
  const pods = connectivity.backends(service);
  if (pods.length === 0 || pods.some((it) => connectivity.isolated(it, "ingress") !== true)) return [];
  const rules = connectivity
    .policies(service)
    .filter((it) => pods.some((pod) => connectivity.selects(it, pod) !== false))
    .flatMap((it) => connectivity.rules(it))
    .filter((it) => it.direction === "ingress");
  if (rules.some((it) => it.flavour !== "kubernetes" || it.anyPeer !== false)) return [];
  const peers = rules.flatMap((it) => it.peers).filter((it) => it.kind !== "pods");
  const cidrs = peers.flatMap((it) => it.cidrs.map((one) => text(one)));
  if (peers.some((it) => it.kind !== "addresses" || it.except.length > 0)) return [];
  return cidrs.every((it) => it !== undefined && !/\/0$/.test(it)) ? [...new Set(cidrs.flatMap((it) => it ?? []))] : [];
}
