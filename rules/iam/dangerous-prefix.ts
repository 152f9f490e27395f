/** Partial wildcards that also name actions that write permissions. */
import { type Action, type Fix, type Project, rule, type Statement, type Value } from "../api.js";
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
  of: ["grant"],
  refs: ["checkov:CKV_AWS_109", "checkov:CKV_AWS_289", "parliament:PERMISSIONS_MANAGEMENT_ACTIONS"],

  *check(statement, project) {
    if (!grants(statement) || !statement.complete || statement.conditions.some(limitsGrant)) return;
    for (const action of statement.actions) {
      const known = text(action) ?? "";
      const service = serviceOf(action);
      if (service === undefined || !/[*?]/.test(known) || /:\??\*+$/.test(known)) continue;
      // On every resource of IAM one of them is a way to administrator, which is told with its path.
      if (service === "iam" && (wideResource(statement, "iam") !== undefined || statement.resources.some((it) => it.kind === "unknown")))
        continue;
      const managing = project.actions
        .expand(known)
        .filter((it) => it.level === "Permissions management" && !/:(?:List|Get|Describe)/.test(it.name) && !spellsOut(statement, it.name));
      if (managing.length === 0) continue;
      const valid = new Set(validActions(statement, service, project));
      const dangerous = managing.filter((it) => valid.has(it));
      const [first] = dangerous;
      if (first === undefined) continue;
      yield {
        at: action,
        what: `\`${known}\` also names \`${first.name}\`${dangerous.length > 1 ? ` and ${dangerous.length - 1} more actions` : ""}, which ${dangerous.length > 1 ? "decide" : "decides"} who has access`,
        fix: () => {
          const harmless = project.actions.expand(known).filter((it) => valid.has(it) && it.level !== "Permissions management");
          return leaveOut(statement, action, harmless, project);
        },
      };
    }
  },
});

function spellsOut(statement: Statement, name: string): boolean {
  return statement.actions.some((it) => text(it)?.toLowerCase() === name.toLowerCase());
}

/** Names the harmless actions of a prefix one by one, where they are not too many. */
function leaveOut(statement: Statement, action: Value, harmless: readonly Action[], project: Project): readonly Fix[] {
  const names = harmless.map((it) => it.name);
  const short = names.length > 20 ? byPrefix(names, serviceOf(action) ?? "", project) : names;
  if (short.length === 0 || short.length > 30) return [];
  return [
    {
      title: `Leave out what manages permissions: ${names.length === 1 ? "one action stays" : `${names.length} actions stay`}`,
      edit: (it) => replaceAction(it, statement, action, short),
    },
  ];
}
