/** Pods that hold a token by which the cluster can be taken over. */
import { type Grant, rule } from "../api.js";
import { readingVerbs } from "../lib/rbac.js";
import { get } from "../lib/value.js";

export default rule({
  id: "rbac/powerful-token",
  title: "Pod with the keys of the cluster",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "none",
  on: "kube.workload",
  refs: [
    "kubescape:C-0267",
    "kubescape:C-0272",
    "kubescape:workload-with-cluster-takeover-roles",
    "kubescape:workload-with-administrative-roles",
  ],

  *check(workload, { rbac }) {
    const account = rbac.accountOf(workload);
    if (account === undefined || rbac.mountsToken(workload) !== true) return;
    const powers = rbac.grantsTo(account).flatMap((grant) => {
      const means = grant.namespaceKey === undefined && grant.resourceNames.length === 0 ? meansOf(grant) : undefined;
      return means === undefined ? [] : [{ grant, means }];
    });
    const [first] = powers.sort((a, b) => rank.indexOf(a.means) - rank.indexOf(b.means));
    if (first === undefined) return;
    // No fix: what was given such rights uses them, and would not work without its token.
    yield {
      at: get(workload.pod, "serviceAccountName") ?? get(workload.pod, "serviceAccount") ?? workload,
      what: `The token in this pod ${first.means}, by \`${first.grant.role}\`: whoever gets into the pod gets the cluster`,
      related: [{ at: first.grant.at, what: "granted here" }],
    };
  },
});

const rank = [
  "may do everything",
  "starts pods in every namespace",
  "reads every secret of the cluster",
  "changes the images of pods in every namespace",
];

function meansOf({ verbs, apiGroups, resources }: Grant): string | undefined {
  if (!apiGroups.some((it) => it === "*" || it === "")) return undefined;
  const may = (wanted: readonly string[]): boolean => verbs.some((it) => it === "*" || wanted.includes(it));
  if (resources.includes("*") && verbs.includes("*")) return rank[0];
  const on = (resource: string): boolean => resources.some((it) => it === "*" || it === resource);
  if (on("pods") && may(["create"])) return rank[1];
  if (on("secrets") && may(readingVerbs)) return rank[2];
  return on("pods") && may(["update", "patch"]) ? rank[3] : undefined;
}
