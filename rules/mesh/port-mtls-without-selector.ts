/** Port-level modes of policies that select no workload: they are never applied. */
import { rule } from "../api.js";
import { entry, get } from "../lib/value.js";

export default rule({
  id: "mesh/port-mtls-without-selector",
  title: "Port-level mTLS without a selector",
  pillar: "networks",
  tenet: ["T6"],
  severity: "error",
  fixes: "review",
  on: "mesh.peerAuthentication",
  refs: [],

  *check(policy) {
    const spec = get(policy.body, "spec");
    const ports = entry(spec, "portLevelMtls");
    if (ports === undefined || policy.ports.length === 0 || !policy.selector.complete || policy.selector.requirements.length > 0) return;
    if (spec?.kind !== "dict" || !spec.complete) return;
    yield {
      at: ports.keyAt,
      what: "Istio applies `portLevelMtls` only to workloads that a selector names: without one these modes are ignored or rejected",
      fix: { title: "Remove the port-level modes", edit: (it) => it.remove(ports.value) },
    };
  },
});
