/** Egress rules that let pods reach everything. */
import { type Editor, rule } from "../api.js";
import { allowances, mayBeDnsOnly } from "../lib/connectivity.js";
import { get } from "../lib/value.js";

export default rule({
  id: "segmentation/allow-all-egress",
  title: "Policy that allows every destination",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["kubernetes.egress"],
  refs: [],

  *check(it, { connectivity }) {
    if (it.enforced !== true || it.anyPeer !== true || it.body.kind !== "dict" || mayBeDnsOnly(it)) return;
    const pods = connectivity.candidates(it.policy).filter((workload) => connectivity.selects(it.policy, workload) === true);
    const used = allowances(
      pods.flatMap((workload) => connectivity.flowsFrom(workload)),
      "egress",
      it.policy,
      pods.flatMap((workload) => connectivity.needs(workload, "egress")),
    );
    const to = get(it.body, "to");
    const cluster = [{ namespaceSelector: {} }];
    yield {
      at: it.at,
      what: `${to === undefined ? "A rule without `to`" : "An empty `to`"} lets these pods reach everything${it.anyPort === true ? "" : " on these ports"}, inside the cluster and outside`,
      fix: [
        ...(used !== undefined && used.length > 0
          ? [
              {
                title: used.length === 1 ? "Allow the destinations in use" : `Allow the destinations in use, in ${used.length} rules`,
                edit: (edit: Editor) => {
                  const [first, ...rest] = used;
                  if (first === undefined) return;
                  edit.replace(it.body, first);
                  const list = get(it.policy.body, "spec.egress");
                  if (list !== undefined && rest.length > 0) edit.append(list, ...rest);
                },
              },
            ]
          : []),
        {
          title: "Remove the rule: what the others do not allow is denied then",
          edit: (edit) => edit.remove(it.body),
        },
        {
          title: "Allow the pods of the cluster only",
          edit: (edit) => (to === undefined ? edit.set(it.body, ["to"], cluster) : edit.replace(to, cluster)),
        },
      ],
    };
  },
});
