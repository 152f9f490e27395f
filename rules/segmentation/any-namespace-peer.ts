/** Peers in whatever namespace. */
import { type Data, rule } from "../api.js";
import { callers, isAnyNamespace, mayBeDnsOnly } from "../lib/connectivity.js";
import { entry, get } from "../lib/value.js";

export default rule({
  id: "segmentation/any-namespace-peer",
  title: "Peer in every namespace",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["kubernetes.ingress"],
  refs: [],

  *check(it, { connectivity }) {
    if (it.enforced !== true || mayBeDnsOnly(it)) return;
    for (const peer of it.peers) {
      if (peer.kind !== "pods" || peer.namespaceSelector === undefined || !isAnyNamespace(peer.namespaceSelector)) continue;
      const selector = get(peer.value, "namespaceSelector");
      const labelled = (peer.podSelector?.requirements.length ?? 0) > 0;
      const known = callers(it.policy, connectivity);
      const spaces = [...new Set(known.flatMap((one) => namespaceIn(one)))];
      const local = known.length > 0 && spaces.length === 0;
      yield {
        at: entry(peer.value, "namespaceSelector")?.keyAt ?? peer.at,
        what: labelled
          ? "Pods with these labels are let in from every namespace: whoever may create a pod anywhere chooses its labels"
          : "Every pod of the cluster is let in, those of other teams and of namespaces to come too",
        fix:
          selector === undefined
            ? undefined
            : local || (known.length === 0 && labelled)
              ? {
                  title: "Let in pods of this namespace only",
                  edit: (edit) => (labelled ? edit.remove(selector) : edit.replace(peer.value, { podSelector: {} })),
                }
              : known.length > 0 && known.length === spaces.length
                ? {
                    title: "Name the namespaces of the workloads that call it",
                    edit: (edit) =>
                      edit.replace(selector, {
                        matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: spaces }],
                      }),
                  }
                : undefined,
      };
    }
  },
});

function namespaceIn(peer: { readonly [key: string]: Data }): readonly string[] {
  const named = /"kubernetes\.io\/metadata\.name":"([^"]+)"/.exec(JSON.stringify(peer));
  return named?.[1] === undefined ? [] : [named[1]];
}
