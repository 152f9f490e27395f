/** DestinationRules that switch the mesh's TLS off for a service of the cluster that is not in view. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/tls-switched-off",
  title: "Automatic mutual TLS switched off",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["networking.istio.io/DestinationRule"],
  refs: ["kyverno:istio-enforce-tls-hosts-host-subnets"],

  *check(destination, { kubernetes }) {
    const host = text(get(destination.body, "spec.host"));
    const [name, namespace = destination.namespace] = host?.split(".") ?? [];
    if (host === undefined || !/^[\w*-]+(?:\.[\w-]+(?:\.svc(?:\.cluster\.local)?)?)?$|\.svc\.cluster\.local$|\.local$/.test(host)) return;
    if (kubernetes.mayHide(destination, "Pod") || kubernetes.mayHide(destination, "Deployment")) return;
    // What the service is can be seen where it is in view; another rule then says what is lost.
    if (kubernetes.workloads(destination).some((it) => it.namespace === undefined || it.namespace === namespace)) return;
    const policies = [
      get(destination.body, "spec.trafficPolicy"),
      ...items(get(destination.body, "spec.subsets")).map((it) => get(it, "trafficPolicy")),
    ];
    for (const holder of policies.flatMap((it) => [it, ...items(get(it, "portLevelSettings"))])) {
      const mode = get(holder, "tls.mode");
      if (mode === undefined || text(mode) !== "DISABLE") continue;
      yield {
        at: mode,
        what: `Calls to \`${name}\` go in plaintext and without an identity: where it is in the mesh, \`DISABLE\` takes away what comes by itself, and elsewhere it is not needed`,
        fix: { title: "Use the mesh's mutual TLS", edit: (it) => it.replace(mode, "ISTIO_MUTUAL") },
      };
    }
  },
});
