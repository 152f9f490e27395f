/** Roles over every API group. */
import { rule } from "../api.js";
import { builtinGroups, listed } from "../lib/rbac.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "rbac/wildcard-groups",
  title: "Role that names no API group",
  pillar: "identity",
  tenet: ["T3"],
  severity: "info",
  fixes: "safe",
  on: "rbac.rule",
  refs: ["checkov:CKV_K8S_49"],

  *check(rule) {
    const star = rule.apiGroups.find((it) => text(it) === "*");
    const groups = get(rule.body, "apiGroups");
    const names = rule.resources.flatMap((it) => text(it) ?? []);
    if (star === undefined || groups === undefined || names.length === 0 || names.includes("*")) return;
    const known = names.map((it) => builtinGroups.get(it.split("/")[0] ?? ""));
    const own = known.every((it) => it !== undefined) ? [...new Set(known.flatMap((it) => it ?? []))] : [];
    yield {
      at: star,
      what: `\`*\` also covers the \`${names[0]}\` of any other API group that is installed later`,
      fix:
        own.length === 0 || !rule.complete
          ? []
          : {
              title: `Name ${own.length === 1 ? "the group" : "the groups"} of ${listed(names)}`,
              level: "safe",
              edit: (it) => it.replace(groups, own),
            },
    };
  },
});
