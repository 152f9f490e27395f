/** Roles that may rewrite the configuration of what runs. */
import { type RbacRule, rule } from "../api.js";
import { ending, firstOf, granted, listed, onlyRead, reach, together } from "../lib/rbac.js";
import { text } from "../lib/value.js";

export default rule({
  id: "rbac/configmaps-write",
  title: "Role that can rewrite configuration",
  pillar: "identity",
  tenet: ["T3", "T5"],
  severity: "info",
  fixes: "review",
  on: "rbac.rule",
  refs: ["trivy:KSV-0049", "kubescape:C-0037"],

  *check(rule) {
    // Who elects a leader writes a lock.
    if (/leader|election/.test(rule.object.name ?? "leader")) return;
    const found = writes(rule);
    const rules = firstOf(rule, isWriting);
    if (found === undefined || rules === undefined) return;
    const verbs = found.verbs.filter((it) => text(it) !== "get");
    yield {
      at: found.resource,
      what: `${listed(verbs)} on \`configmaps\` change${ending(verbs)} how every workload of ${reach(rule)} behaves${rule.object.kind === "ClusterRole" ? ", name resolution of the cluster included" : ""}`,
      fix: together(
        "Only read `configmaps`",
        rules.map((it) => onlyRead(it, writes(it)?.resources ?? [])),
      ),
    };
  },
});

function isWriting(rule: RbacRule): boolean {
  return writes(rule) !== undefined;
}

function writes(rule: RbacRule): ReturnType<typeof granted> {
  return rule.named === false ? granted(rule, "", ["configmaps"], ["update", "patch", "delete", "deletecollection"]) : undefined;
}
