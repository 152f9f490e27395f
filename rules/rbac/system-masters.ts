/** Grants to the group that no rule holds back. */
import { rule } from "../api.js";
import { isShipped } from "../lib/rbac.js";
import { entries, get, items, text } from "../lib/value.js";

export default rule({
  id: "rbac/system-masters",
  title: "Grant to system:masters",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: [
    "rbac.authorization.k8s.io/ClusterRoleBinding",
    "rbac.authorization.k8s.io/RoleBinding",
    "/ConfigMap",
    "certificates.k8s.io/CertificateSigningRequest",
  ],
  refs: ["trivy:KSV-0123", "kubescape:C-0246", "kyverno:other-restrict-binding-system-groups", "cis-k8s:5.1.7"],

  *check(object) {
    if (object.kind === "ConfigMap") {
      if (object.name !== "aws-auth") return;
      for (const map of entries(get(object.body, "data")))
        if (/^[ \t]*(?:-[ \t]+)?["']?system:masters["']?[ \t\r]*$/m.test(text(map.value) ?? ""))
          yield { at: map.value, what: `\`${map.key}\` puts its identities into \`system:masters\`, which ${why}` };
      return;
    }
    if (isShipped(object.name)) return;
    const subjects = get(object.body, object.kind === "CertificateSigningRequest" ? "spec.groups" : "subjects");
    for (const subject of items(subjects)) {
      const name = subject.kind === "dict" ? get(subject, "name") : subject;
      if (name === undefined || text(name) !== "system:masters") continue;
      if (subject.kind === "dict" && text(get(subject, "kind")) !== "Group") continue;
      yield {
        at: name,
        what: `\`system:masters\` ${why}`,
        fix: [
          { title: "Name a group of administrators instead", edit: (it) => it.replace(name, "platform-admins") },
          { title: "Remove `system:masters`", edit: (it) => it.remove(subject) },
        ],
      };
    }
  },
});

const why = "is allowed everything without any rule being asked, and no rule takes it back";
