/** Ingress rules that let everyone in. */
import { type Data, type Fix, rule } from "../api.js";
import { callers, mayBeEdge, worldBlocks } from "../lib/connectivity.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "segmentation/allow-all-ingress",
  title: "Policy that allows every source",
  pillar: "networks",
  tenet: ["T1", "T2"],
  severity: "error",
  fixes: "review",
  on: "policy.rule",
  of: ["kubernetes.ingress"],
  refs: ["trivy:KUBE-0001", "tfsec:k8s-network-no-public-ingress"],

  *check(it, { connectivity }) {
    if (it.enforced !== true || it.body.kind !== "dict") return;
    const [world] = worldBlocks(it.peers);
    if (it.anyPeer !== true && world === undefined) return;
    if (mayBeEdge(it.policy, connectivity)) return;
    const from = get(it.body, "from");
    const known = callers(it.policy, connectivity);
    const narrowed = (title: string, peers: readonly { readonly [key: string]: Data }[]): Fix => ({
      title,
      edit: (edit) => (from === undefined ? edit.set(it.body, ["from"], peers) : edit.replace(from, peers)),
    });
    yield {
      at: world?.at ?? it.at,
      what: `${world ? `\`${text(world.at)}\`` : from === undefined ? "A rule without `from`" : "An empty `from`"} lets every pod and every address in${it.anyPort === true ? " on every port: the policy isolates nothing from anyone" : ": on the ports of this rule the policy keeps nobody out"}`,
      fix: [
        ...(known.length > 0
          ? [
              narrowed(
                known.length === 1 ? "Let in the workload that calls it" : `Let in the ${known.length} workloads that call it`,
                known,
              ),
            ]
          : []),
        narrowed("Let in the pods of this namespace only", [{ podSelector: {} }]),
        { title: "Remove the rule: it lets nobody in then", edit: (edit) => edit.remove(it.body) },
      ],
    };
  },
});
