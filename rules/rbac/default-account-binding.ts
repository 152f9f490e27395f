/** Bindings that grant to a default service account. */
import { type Fix, type RbacSubject, rule, type Workload } from "../api.js";
import { listed, publicRoles } from "../lib/rbac.js";

export default rule({
  id: "rbac/default-account-binding",
  title: "Binding for the default service account",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "rbac.binding",
  refs: ["kubescape:C-0189", "kics:Role Binding To Default Service Account", "cis-k8s:5.1.5", "checkov:CKV_K8S_42"],

  *check(binding, project) {
    if (binding.roleName === undefined || publicRoles.has(binding.roleName)) return;
    for (const subject of binding.subjects) {
      const { account } = subject;
      const name = subject.kind === "ServiceAccount" ? subject.name : account?.name;
      if (name !== "default") continue;
      const workloads = account === undefined ? [] : project.rbac.workloadsOf(account);
      yield {
        at: subject.nameAt,
        what: `Every pod that names no account of its own gets these rights${workloads.length === 0 ? "" : `, here ${listed(workloads.map((it) => it.label))}`}`,
        fix: dedicate(subject, workloads),
        related: workloads.map((it) => ({ at: it, what: "runs as this account" })),
      };
    }
  },
});

/** An account of its own for the one workload that runs as default: created, bound and used. */
function dedicate(subject: RbacSubject, workloads: readonly Workload[]): readonly Fix[] {
  const remove: Fix = { title: "Remove the default account", edit: (it) => it.remove(subject.body) };
  const [only] = workloads;
  if (workloads.length !== 1 || only?.name === undefined || subject.kind !== "ServiceAccount") return [remove];
  const { name, namespace } = only;
  return [
    {
      title: `Give \`${name}\` an account of its own`,
      edit: (it) => {
        it.replace(subject.nameAt, name);
        it.set(only.pod, "serviceAccountName", name);
        it.createObject(only, { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } });
      },
    },
    remove,
  ];
}
