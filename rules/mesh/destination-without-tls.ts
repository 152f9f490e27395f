/** Client rules that switch off TLS towards workloads of the mesh. */
import { type KubeObject, type Project, rule, type Value, type Workload } from "../api.js";
import { servicesOf } from "../lib/mesh.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/destination-without-tls",
  title: "TLS switched off towards the mesh",
  pillar: "networks",
  tenet: ["T2", "T6"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["networking.istio.io/DestinationRule"],
  refs: [],

  *check(destination, project) {
    const workload = destinationOf(destination, project);
    if (workload === undefined) return;
    const mode = project.mesh.mtls(workload);
    for (const tls of tlsBlocks(destination)) {
      const at = get(tls, "mode");
      if (at === undefined || text(at) !== "DISABLE") continue;
      const strict = mode.weakest === "STRICT";
      yield {
        at,
        what: strict
          ? `\`${workload.name ?? ""}\` takes mutual TLS only (STRICT): with \`DISABLE\` every call to it fails`
          : `Calls to \`${workload.name ?? ""}\` go in plaintext and without an identity, although its proxy would take mutual TLS`,
        related: mode.by.slice(0, 1).map((it) => ({ at: it, what: "decides what the server takes" })),
        fix: { title: "Use the mesh's mutual TLS", edit: (it) => it.replace(at, "ISTIO_MUTUAL") },
      };
    }
  },
});

/** The `tls` blocks of a DestinationRule: of the destination, its ports and its subsets. */
function tlsBlocks(destination: KubeObject): readonly Value[] {
  const policies = [
    get(destination.body, "spec.trafficPolicy"),
    ...items(get(destination.body, "spec.subsets")).map((it) => get(it, "trafficPolicy")),
  ];
  return policies.flatMap((policy) =>
    [get(policy, "tls"), ...items(get(policy, "portLevelSettings")).map((it) => get(it, "tls"))].flatMap((it) => it ?? []),
  );
}

/** A workload of the mesh behind the host. */
function destinationOf(destination: KubeObject, { mesh, kubernetes }: Project): Workload | undefined {
  const [name, namespace = destination.namespace, kind] = text(get(destination.body, "spec.host"))?.split(".") ?? [];
  if (name === undefined || namespace === undefined || (kind !== undefined && kind !== "svc")) return undefined;
  const services = kubernetes.objects(destination, "Service").filter((it) => it.name === name && it.namespace === namespace);
  return kubernetes
    .workloads(destination)
    .find(
      (it) =>
        it.namespace === namespace &&
        servicesOf(it, services).length > 0 &&
        (mesh.membership(it) === "sidecar" || mesh.membership(it) === "ambient"),
    );
}
