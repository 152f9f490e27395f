/** Bindings that grant to callers without a login. */
import { rule } from "../api.js";
import { publicRoles } from "../lib/rbac.js";

export default rule({
  id: "rbac/anonymous-binding",
  title: "Binding for anonymous users",
  pillar: "identity",
  tenet: ["T1", "T6"],
  severity: "error",
  fixes: "review",
  on: "rbac.binding",
  refs: ["kubescape:C-0262", "trivy:KSV-0122", "kics:RBAC Roles Allow Anonymous", "kyverno:other-restrict-binding-system-groups"],

  *check(binding) {
    if (
      binding.roleName === undefined ||
      publicRoles.has(binding.roleName) ||
      binding.object.name === "kubeadm:bootstrap-signer-clusterinfo"
    )
      return;
    for (const subject of binding.subjects) {
      if (subject.name === undefined || !nobody.has(subject.name) || subject.kind === "ServiceAccount" || subject.kind === undefined)
        continue;
      yield {
        at: subject.nameAt,
        what: `\`${subject.name}\` is everyone who reaches the API server, without any login`,
        fix: { title: `Remove \`${subject.name}\``, edit: (it) => it.remove(subject.body) },
      };
    }
  },
});

const nobody: ReadonlySet<string> = new Set(["system:anonymous", "system:unauthenticated"]);
