/** Linkerd EgressNetworks that let everything out. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "mesh/linkerd-egress-allowed",
  title: "Egress network allows everything",
  pillar: "networks",
  tenet: ["T2", "T7"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["policy.linkerd.io/EgressNetwork"],
  refs: [],

  *check(network) {
    const policy = get(network.body, "spec.trafficPolicy");
    if (policy === undefined || text(policy) !== "Allow" || get(network.body, "spec.networks") !== undefined) return;
    yield {
      at: policy,
      what: "Everything outside the cluster may be called: what an intruder sends out goes unnoticed. Deny, and name hosts by routes",
      fix: { title: "Deny what no route allows", edit: (it) => it.replace(policy, "Deny") },
    };
  },
});
