/** Bindings that grant to everyone with a token. */
import { rule } from "../api.js";
import { publicRoles } from "../lib/rbac.js";

export default rule({
  id: "rbac/authenticated-binding",
  title: "Binding for everyone with a login",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "error",
  fixes: "review",
  on: "rbac.binding",
  refs: ["kubescape:C-0265", "kyverno:other-restrict-binding-system-groups"],

  *check(binding) {
    if (binding.roleName === undefined || publicRoles.has(binding.roleName)) return;
    for (const subject of binding.subjects) {
      if (subject.kind !== "Group" || !everybody.test(subject.name ?? "")) continue;
      yield {
        at: subject.nameAt,
        what: `\`${subject.name}\` is everyone with any valid token, ${subject.name === "system:authenticated" ? "every service account of the cluster included" : "whatever it was given for"}`,
        fix: { title: `Remove \`${subject.name}\``, edit: (it) => it.remove(subject.body) },
      };
    }
  },
});

/** Everyone with a login, and on OpenShift everyone who came by OAuth. */
const everybody = /^system:authenticated(?::oauth)?$/;
