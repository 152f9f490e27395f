/** Every pod of the namespace as a peer, where only some have a reason to call. */
import { rule } from "../api.js";
import { callersOf as endpointsThatCall } from "../lib/cilium.js";
import { callers, callersOf, mayCallUnseen } from "../lib/connectivity.js";
import { entry } from "../lib/value.js";

export default rule({
  id: "segmentation/any-pod-peer",
  title: "Every pod of the namespace let in",
  pillar: "networks",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "policy.rule",
  of: ["kubernetes.ingress", "cilium.ingress"],
  refs: [],

  *check(it, { connectivity }) {
    if (
      it.enforced !== true ||
      it.action !== "allow" ||
      connectivity.selectsAll(it.policy) !== false ||
      !connectivity.inventoried(it.policy)
    )
      return;
    const peer = it.peers.find(
      (one) => one.kind === "pods" && one.namespaces === "own" && one.podSelector?.complete && one.podSelector.requirements.length === 0,
    );
    if (peer === undefined) return;
    const others = connectivity.candidates(it.policy).filter((one) => connectivity.selects(it.policy, one) === false);
    const targets = connectivity.candidates(it.policy).filter((one) => connectivity.selects(it.policy, one) === true);
    if (targets.length === 0) return;
    const reached = new Set(targets.flatMap((one) => callersOf(one, connectivity)));
    const strangers = others.filter(
      (one) => !reached.has(one.label) && connectivity.flowsComplete(one) && !mayCallUnseen(one, connectivity),
    );
    const known = it.flavour === "cilium" ? endpointsThatCall(it.policy, connectivity) : callers(it.policy, connectivity);
    // Without any caller in view nothing is known of what the others need.
    if (strangers.length === 0 || known.length === 0) return;
    yield {
      at: entry(peer.value, "podSelector")?.value.at ?? peer.at,
      what: `Every pod of the namespace is let in; \`${strangers[0]?.label}\`${strangers.length > 1 ? ` and ${strangers.length - 1} more` : ""} never name this service: one compromised pod reaches all`,
      related: strangers.slice(0, 3).map((one) => ({ at: one, what: "Let in without a need in view" })),
      fix: {
        title: known.length === 1 ? "Let in the workload that calls it" : `Let in the ${known.length} workloads that call it`,
        edit: (edit) => {
          const [first, ...rest] = known;
          if (first === undefined) return;
          edit.replace(peer.value, first);
          const list = entry(it.body, it.flavour === "cilium" ? "fromEndpoints" : "from")?.value;
          if (list !== undefined && rest.length > 0) edit.append(list, ...rest);
        },
      },
    };
  },
});
