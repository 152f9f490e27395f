/** Roles that may change what other roles allow, or take rights from others. */
import { rule } from "../api.js";
import { changingVerbs, ending, granted, listed, onlyRead, writingVerbs } from "../lib/rbac.js";
import { text } from "../lib/value.js";

export default rule({
  id: "rbac/roles-write",
  title: "Role that can change roles",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "review",
  on: "rbac.rule",
  refs: ["trivy:KSV-0050"],

  *check(rule) {
    // Who may bind roles hands rights out: that is said by another rule, and so is a verb for everything.
    if (rule.named !== false || rule.verbs.some((it) => text(it) === "*") || granted(rule, group, bindings, writingVerbs)) return;
    const found = granted(rule, group, roles, changingVerbs) ?? granted(rule, group, bindings, ["delete", "deletecollection"]);
    if (found === undefined) return;
    const takes = found.verbs.every((it) => /^delete/.test(text(it) ?? ""));
    const subject = `${listed(found.verbs)} on \`${text(found.resource)}\``;
    yield {
      at: found.resource,
      what: takes
        ? `${subject} take${ending(found.verbs)} rights from other accounts, those that watch and guard included`
        : `${subject} change${ending(found.verbs)} what other accounts may do: every right that the holder has can go to whoever holds the role`,
      fix: onlyRead(rule, found.resources),
    };
  },
});

const group = "rbac.authorization.k8s.io";
const roles = ["roles", "clusterroles"];
const bindings = ["rolebindings", "clusterrolebindings"];
