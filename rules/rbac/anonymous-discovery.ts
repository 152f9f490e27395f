/** Bindings that let callers without a login see what the API server offers. */
import { rule } from "../api.js";
import { publicRoles } from "../lib/rbac.js";

export default rule({
  id: "rbac/anonymous-discovery",
  title: "Discovery for anonymous users",
  pillar: "identity",
  tenet: ["T1", "T6"],
  severity: "info",
  fixes: "review",
  on: "rbac.binding",
  refs: ["kubescape:anonymous-access-enabled"],

  *check(binding) {
    if (binding.roleName === undefined || !publicRoles.has(binding.roleName)) return;
    for (const subject of binding.subjects) {
      if (subject.kind === "ServiceAccount" || (subject.name !== "system:unauthenticated" && subject.name !== "system:anonymous")) continue;
      yield {
        at: subject.nameAt,
        what: `\`${binding.roleName}\` tells \`${subject.name}\` the version of the cluster${binding.roleName === "system:public-info-viewer" ? " and its health" : " and all that it serves"}: nobody who works with it comes without a login`,
        fix: { title: `Remove \`${subject.name}\``, edit: (it) => it.remove(subject.body) },
      };
    }
  },
});
