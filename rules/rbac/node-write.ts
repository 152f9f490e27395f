/** Roles that may change nodes. */
import { rule } from "../api.js";
import { ending, granted, listed, onlyRead } from "../lib/rbac.js";
import { text } from "../lib/value.js";

export default rule({
  id: "rbac/node-write",
  title: "Role that can change nodes",
  pillar: "identity",
  tenet: ["T5"],
  severity: "warning",
  fixes: "review",
  on: "rbac.rule",
  refs: [],

  *check(rule) {
    const found = granted(rule, "", ["nodes", "nodes/status"], ["update", "patch", "delete"]);
    if (found === undefined || rule.named !== false) return;
    yield {
      at: found.resource,
      what: `${listed(found.verbs)} on \`${text(found.resource)}\` steer${ending(found.verbs)} pods and their secrets to a node of one's choice`,
      fix: onlyRead(rule, found.resources),
    };
  },
});
