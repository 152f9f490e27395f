/** Workloads without an identity of their own. */
import { rule } from "../api.js";
import { hasNamesake, lasting, onDefault, ownAccount, tokenUse } from "../lib/account.js";
import { get } from "../lib/value.js";

export default rule({
  id: "workload/default-account",
  title: "Workload on the default service account",
  pillar: "identity",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  of: lasting,
  refs: ["kube-linter:default-service-account", "kubescape:C-0189", "kics:Service Account Name Undefined Or Empty", "cis-k8s:5.1.5"],

  *check(workload, project) {
    if (!onDefault(workload) || !workload.pod.complete) return;
    // Where the token is of no use either, the rule on tokens says both at once; so it may where nobody can tell.
    if (tokenUse(workload, project) !== "settled") return;
    const account = project.rbac.accountOf(workload);
    const unused = account !== undefined && project.rbac.holdsNothing(account, workload);
    const known = hasNamesake(workload, project);
    yield {
      at: get(workload.pod, "serviceAccountName") ?? get(workload.pod, "serviceAccount") ?? workload,
      what: "The pods share the identity `default` with whatever else runs here: neither rights nor mesh policies can tell them apart",
      fix: {
        title: `Run as \`${workload.name}\``,
        level: unused ? "safe" : "review",
        edit: (it) => {
          it.set(workload.pod, "serviceAccountName", workload.name ?? "default");
          if (!known) it.createObject(workload, ownAccount(workload));
        },
      },
    };
  },
});
