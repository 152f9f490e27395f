/** Partial wildcards that also name actions that write permissions. */
import { rule } from "../api.js";
import { limitsGrant, wideResource } from "../lib/grants.js";
import { grants, serviceOf } from "../lib/iam.js";
import { byPrefix, replaceAction, validActions } from "../lib/narrow.js";
import { text } from "../lib/value.js";

export default rule({
  id: "iam/dangerous-prefix",
  title: "Prefix that manages permissions",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "iam.statement",
  refs: ["checkov:CKV_AWS_109", "checkov:CKV_AWS_289", "parliament:PERMISSIONS_MANAGEMENT_ACTIONS"],

  *check(statement, project) {
    if (!grants(statement) || !statement.complete || statement.conditions.some(limitsGrant)) return;
    const spelledOut = new Set(statement.actions.flatMap((it) => (/[*?]/.test(text(it) ?? "*") ? [] : [text(it)?.toLowerCase()])));
    for (const action of statement.actions) {
      const known = text(action) ?? "";
      const service = serviceOf(action);
      if (service === undefined || !/[*?]/.test(known) || /:\??\*+$/.test(known)) continue;
      // On every resource of IAM one of them is a way to administrator, which is told with its path.
      if (service === "iam" && (wideResource(statement, "iam") !== undefined || statement.resources.some((it) => it.kind === "unknown")))
        continue;
      const valid = new Set(validActions(statement, service, project).map((it) => it.name));
      const named = project.actions.expand(known).filter((it) => valid.has(it.name));
      const dangerous = named.filter(
        (it) => it.level === "Permissions management" && !/:(?:List|Get|Describe)/.test(it.name) && !spelledOut.has(it.name.toLowerCase()),
      );
      const [first] = dangerous;
      if (first === undefined) continue;
      const harmless = named.filter((it) => it.level !== "Permissions management").map((it) => it.name);
      const short = harmless.length > 20 ? byPrefix(harmless, service, project) : harmless;
      yield {
        at: action,
        what: `\`${known}\` also names \`${first.name}\`${dangerous.length > 1 ? ` and ${dangerous.length - 1} more actions` : ""}, which ${dangerous.length > 1 ? "decide" : "decides"} who has access`,
        fix:
          short.length > 0 && short.length <= 30
            ? {
                title: `Leave out what manages permissions: ${harmless.length === 1 ? "one action stays" : `${harmless.length} actions stay`}`,
                edit: (it) => replaceAction(it, statement, action, short),
              }
            : [],
      };
    }
  },
});
