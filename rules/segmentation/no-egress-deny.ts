/** Namespaces that deny ingress by default and let every pod connect to anything. */
import { rule } from "../api.js";
import { allowDns, flowPolicies, mayDenyByDefault } from "../lib/connectivity.js";
import { isSystemNamespace } from "../lib/kubernetes.js";
import { get, isComplete } from "../lib/value.js";

export default rule({
  id: "segmentation/no-egress-deny",
  title: "Default deny for one direction only",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["networking.k8s.io/NetworkPolicy"],
  refs: [],

  *check(policy, { connectivity }) {
    if (connectivity.enforces(policy, "ingress") !== true || connectivity.enforces(policy, "egress") !== false) return;
    if (connectivity.selectsAll(policy) !== true || connectivity.rules(policy).length > 0) return;
    const workloads = connectivity.candidates(policy);
    const types = get(policy.body, "spec.policyTypes");
    const spec = get(policy.body, "spec");
    if (workloads.length === 0 || isSystemNamespace(policy.namespace) || connectivity.hidden(policy) || !connectivity.inventoried(policy))
      return;
    if (
      spec === undefined ||
      !isComplete(types) ||
      connectivity.policies(policy).some((it) => mayDenyByDefault(it, "egress", workloads, connectivity))
    )
      return;
    const wanted = ["Ingress", "Egress"];
    const known = flowPolicies(workloads, "egress", connectivity);
    yield {
      at: types ?? policy.at,
      what: `Ingress is denied by default, egress is open: a compromised pod of \`${policy.namespace}\` reaches the whole cluster and the internet`,
      // What is needed and cannot be written, like the API server, would be lost: then nothing is offered.
      fix: known && {
        title: known.length === 0 ? "Deny egress too, DNS allowed" : "Deny egress too, DNS and known destinations allowed",
        edit: (it) => {
          if (types) it.replace(types, wanted);
          else it.set(spec, ["policyTypes"], wanted);
          for (const one of [allowDns(policy.namespace), ...known]) it.createObject(policy, one);
        },
      },
    };
  },
});
