/** Bindings that grant to everyone with a token. */
import { type RbacRule, rule } from "../api.js";
import { publicRoles, readingVerbs } from "../lib/rbac.js";
import { text } from "../lib/value.js";

export default rule({
  id: "rbac/authenticated-binding",
  title: "Binding for everyone with a login",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "error",
  fixes: "review",
  on: "rbac.binding",
  refs: ["kubescape:C-0265", "kyverno:other-restrict-binding-system-groups"],

  *check(binding, { kubernetes, rbac }) {
    if (binding.roleName === undefined || publicRoles.has(binding.roleName)) return;
    const role = rbac.roleOf(binding);
    const kind = `rbac.authorization.k8s.io/${binding.roleKind}`;
    const mayBeHarmless =
      role === undefined
        ? binding.roleKind === undefined ||
          kubernetes.mayHide(binding.object, kind) ||
          kubernetes.objects(binding.object, kind).some((it) => it.name === undefined)
        : !role.rules.some(isMoreThanReading);
    if (mayBeHarmless) return;
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

/** Whether a rule certainly allows more than to read public objects by their names. */
function isMoreThanReading({ named, resources, verbs }: RbacRule): boolean {
  return (
    named === false ||
    verbs.some((it) => text(it) !== undefined && !readingVerbs.some((verb) => verb === text(it))) ||
    resources.some((it) => /^(?:\*|secrets|nodes)(?:$|\/)|\//.test(text(it) ?? ""))
  );
}
