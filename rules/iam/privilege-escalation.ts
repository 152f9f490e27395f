/** Policies whose grants together lead to an administrator. */
import { type Editor, type Fix, type PolicyDocument, type Project, rule, type TerraformBlock } from "../api.js";

import { escalationPaths, escalations, firstServices, type Path, spelled } from "../lib/escalation.js";
import { actionsOf, type Grant } from "../lib/grants.js";
import { addCondition, localBlocks, namesOf, setResource, splitOff } from "../lib/narrow.js";
import { items, text } from "../lib/value.js";

export default rule({
  id: "iam/privilege-escalation",
  title: "Grants that lead to administrator",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "iam.policy",
  needs: actionsOf(...firstServices(escalations)),
  refs: ["checkov:CKV_AWS_110", "checkov:CKV_AWS_286", "parliament:PRIVILEGE_ESCALATION", "cloudsplaining:PrivilegeEscalation"],

  *check(policy, project) {
    if (policy.use !== "identity" && policy.use !== "unknown") return;
    const own = policy.effective.filter((it) => policy.statements.includes(it));
    const seen = new Set<unknown>();
    for (const path of escalationPaths(own, escalations)) {
      const [first, ...rest] = path.steps;
      // Whole services are told as such.
      if (first === undefined || seen.has(first.by) || path.steps.some((it) => isWhole(it))) continue;
      seen.add(first.by);
      yield {
        at: first.by,
        what: `${spelled(path.steps)} on everything: the holder ${path.method.gains}`,
        related: rest.filter((it) => it.by !== first.by).map((it) => ({ at: it.by, what: `grants \`${it.action}\`` })),
        fix: () => fixes(path, first, policy, project),
      };
    }
  },
});

/** `*` and `iam:*`, and everything that NotAction leaves. */
function isWhole({ by, action }: Grant): boolean {
  const known = text(by)?.toLowerCase();
  return (
    known === undefined ||
    /^\*+(?::\*+)?$/.test(known) ||
    known.replace(/\*+$/, "") === `${action.slice(0, action.indexOf(":"))}:` ||
    !known.includes(":")
  );
}

function fixes(path: Path, first: Grant, policy: PolicyDocument, project: Project): readonly Fix[] {
  const { statement } = first;
  const { passesTo } = path.method;
  const remove: Fix = { title: `Take \`${text(first.by)}\` away`, edit: (it) => it.remove(first.by) };
  const removable = statement.actions.length > 1 ? [remove] : [];
  if (passesTo !== undefined) {
    const roles = localBlocks("aws_iam_role", statement.owner, project).filter((it) => trusts(it, passesTo, project));
    const offers = roles.slice(0, 3).map((role) => ({
      title: `Pass only ${namesOf([role])}, and only to ${passesTo}`,
      edit: (it: Editor) => passOnly(it, first, role, passesTo, project),
    }));
    return [...offers, ...removable];
  }
  const boundary = localBlocks("aws_iam_policy", statement.owner, project).find((it) => /boundary/i.test(it.name));
  if (boundary === undefined || !bounded.has(first.action) || !policy.statements.includes(statement)) return removable;
  return [
    {
      title: `Only on roles and users that keep the boundary \`${boundary.address}\``,
      edit: (it) =>
        addCondition(it, statement, {
          operator: "StringEquals",
          key: "iam:PermissionsBoundary",
          values: [{ code: `${boundary.address}.arn` }],
        }),
    },
    ...removable,
  ];
}

/** Actions that know the condition key iam:PermissionsBoundary. */
const bounded: ReadonlySet<string> = new Set(["iam:AttachUserPolicy", "iam:AttachRolePolicy", "iam:PutUserPolicy", "iam:PutRolePolicy"]);

function trusts(role: TerraformBlock, service: string, project: Project): boolean {
  return project
    .trusts()
    .some(
      (it) =>
        it.effect === "Allow" &&
        (it.owner === role || it.users.includes(role)) &&
        it.principals.some((one) => one.type === "Service" && items(one.value).some((value) => text(value) === service)),
    );
}

function passOnly(it: Editor, first: Grant, role: TerraformBlock, service: string, project: Project): void {
  const conditions = [{ operator: "StringEquals", key: "iam:PassedToService", values: [service] }];
  const resource = { code: `${role.address}.arn` };
  if (first.statement.actions.length > 1) splitOff(it, first.statement, [first.by], project, { resource, conditions });
  else {
    setResource(it, first.statement, resource);
    for (const one of conditions) addCondition(it, first.statement, one);
  }
}
