/** Bindings that grant to everyone. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "rbac/anonymous-binding",
  title: "Binding for anonymous or all users",
  pillar: "identity",
  tenet: ["T1", "T6"],
  severity: "error",
  fixes: "none",
  on: "kube.object",
  of: ["rbac.authorization.k8s.io/ClusterRoleBinding", "rbac.authorization.k8s.io/RoleBinding"],
  refs: ["kubescape:C-0262", "kubescape:C-0265", "trivy:KSV-0122", "kics:RBAC Roles Allow Anonymous"],

  *check(binding) {
    const role = text(get(binding.body, "roleRef.name"));
    if (role === undefined || publicRoles.has(role)) return;
    for (const subject of items(get(binding.body, "subjects"))) {
      const name = get(subject, "name");
      const known = text(name);
      if (name === undefined || known === undefined || !everyone.has(known)) continue;
      if (text(get(subject, "kind")) !== (known === "system:anonymous" ? "User" : "Group")) continue;
      yield {
        at: name,
        what: `\`${known}\` is ${known === "system:authenticated" ? "everyone with any valid token, every service account of the cluster included" : "everyone who reaches the API server, without any login"}`,
      };
    }
  },
});

const everyone: ReadonlySet<string> = new Set(["system:anonymous", "system:unauthenticated", "system:authenticated"]);
const publicRoles: ReadonlySet<string> = new Set([
  "system:public-info-viewer",
  "system:discovery",
  "system:basic-user",
  "system:service-account-issuer-discovery",
]);
