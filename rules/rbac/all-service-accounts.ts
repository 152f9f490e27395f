/** Bindings that grant to every service account. */
import { type Fix, type KubeObject, type RbacSubject, rule } from "../api.js";
import { listed, publicRoles } from "../lib/rbac.js";
import { get } from "../lib/value.js";

export default rule({
  id: "rbac/all-service-accounts",
  title: "Binding for all service accounts",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "rbac.binding",
  refs: ["kyverno:other-restrict-binding-system-groups"],

  *check(binding, project) {
    if (binding.roleName === undefined || publicRoles.has(binding.roleName) || binding.roleName === "system:image-puller") return;
    for (const subject of binding.subjects) {
      const match = /^system:serviceaccounts(?::(.+))?$/.exec(subject.name ?? "");
      if (subject.kind !== "Group" || match === null) continue;
      const { object } = binding;
      const accounts = project.kubernetes
        .objects(object, "ServiceAccount")
        .filter((it) => it.name !== undefined && it.namespace !== undefined && it.namespace === match[1])
        .filter((it) => project.rbac.workloadsOf({ ...it, name: it.name ?? "" }).some((one) => project.rbac.mountsToken(one) === true));
      yield {
        at: subject.nameAt,
        what: `\`${subject.name}\` is every pod ${match[1] === undefined ? "of the cluster" : `of the namespace \`${match[1]}\``}, present and future, whatever it is for`,
        fix: [
          ...(accounts.length > 0 && accounts.length <= 5 ? [forThese(subject, accounts)] : []),
          { title: `Remove \`${subject.name}\``, edit: (it) => it.remove(subject.body) },
        ],
      };
    }
  },
});

function forThese(subject: RbacSubject, accounts: readonly KubeObject[]): Fix {
  const [first, ...others] = accounts.map((it) => ({ kind: "ServiceAccount", name: it.name ?? "", namespace: it.namespace ?? "" }));
  return {
    title: `Name ${listed(accounts.map((it) => it.name ?? ""))} instead`,
    edit: (it) => {
      const group = get(subject.body, "apiGroup");
      if (group) it.remove(group);
      it.set(subject.body, "kind", "ServiceAccount");
      it.set(subject.body, "name", first?.name ?? "");
      it.set(subject.body, "namespace", first?.namespace ?? "");
      if (others.length > 0) it.append(subject.list, ...others);
    },
  };
}
