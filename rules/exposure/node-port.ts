/** Services that every node answers for. */
import { rule } from "../api.js";
import { mayBeFrontDoor } from "../lib/connectivity.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "exposure/node-port",
  title: "Service on a port of every node",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["/Service"],
  refs: [
    "gatekeeper:general-block-nodeport-services",
    "kics:Service Type is NodePort",
    "kube-score:service-type",
    "kyverno:best-practices-restrict-node-port",
    "kubescape:C-0256",
    "kubescape:exposure-to-internet",
    "kube-linter:exposed-services",
  ],

  *check(service, { connectivity }) {
    const type = get(service.body, "spec.type");
    if (type === undefined || text(type) !== "NodePort" || mayBeFrontDoor(service, connectivity)) return;
    yield {
      at: type,
      what: "Every address of every node answers on this port, past ingress controllers and what they check",
      fix:
        service.language === "yaml"
          ? {
              title: "Serve it inside the cluster only",
              edit: (it) => {
                it.replace(type, "ClusterIP");
                for (const port of items(get(service.body, "spec.ports"))) {
                  const own = get(port, "nodePort");
                  if (own) it.remove(own);
                }
              },
            }
          : undefined,
    };
  },
});
