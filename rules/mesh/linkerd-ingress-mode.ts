/** Ingress controllers in Linkerd's ingress mode, which goes by a header that clients may send. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "mesh/linkerd-ingress-mode",
  title: "Linkerd ingress mode",
  pillar: "networks",
  tenet: ["T2", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["linkerd.io/inject"],
  refs: [],

  *check(workload) {
    const inject = get(workload.podMetadata, ["annotations", "linkerd.io/inject"]);
    if (inject === undefined || text(inject) !== "ingress") return;
    yield {
      at: inject,
      what: "In ingress mode the proxy sends a request where its `l5d-dst-override` header says: unless the controller removes what clients send, it is an open relay into the cluster",
      fix: { title: "Inject the ordinary proxy", edit: (it) => it.replace(inject, "enabled") },
    };
  },
});
