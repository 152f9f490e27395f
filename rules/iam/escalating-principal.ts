/** Principals whose policies, taken together, lead to an administrator. */
import { type IamPrincipal, type Project, rule, type Statement, type Value } from "../api.js";
import { escalationPaths, escalations, hijacks, spelled } from "../lib/escalation.js";
import { granted, limitsPass } from "../lib/grants.js";
import { isStar } from "../lib/iam.js";
import { items, reference } from "../lib/value.js";

export default rule({
  id: "iam/escalating-principal",
  title: "Principal on the way to administrator",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_iam_role", "aws_iam_user", "aws_iam_group", "aws_ssoadmin_permission_set"],
  refs: kicsQueries(),

  *check(block, project) {
    const principal = project.iam.principal(block);
    if (principal === undefined || principal.bounded) return;
    const paths = escalationPaths(statementsOf(principal), [...escalations, ...hijacks]);
    // Administrators need no steps.
    const path = paths.find((it) => !it.steps.some(({ by }) => isStar(by)));
    if (path) {
      const owners = new Set(path.steps.map((it) => it.statement.owner));
      yield {
        at: block,
        what: `With ${spelled(path.steps)}${owners.size > 1 ? ` from ${owners.size} policies` : ""} this ${principal.kind} ${path.method.gains}`,
        related: path.steps.map((it) => ({ at: it.by, what: `grants \`${it.action}\` on everything` })),
      };
      return;
    }
    const step = throughRole(principal, project);
    if (step)
      yield {
        at: block,
        what: `This ${principal.kind} ${step.how} \`${step.role.block.address}\`, which is an administrator`,
        related: [{ at: step.at, what: "grants the step" }],
      };
  },
});

function kicsQueries(): readonly string[] {
  const singles = [
    "AddUserToGroup",
    "AttachGroupPolicy",
    "AttachRolePolicy",
    "AttachUserPolicy",
    "CreateAccessKey",
    "CreateLoginProfile",
    "CreatePolicyVersion",
    "PutGroupPolicy",
    "PutRolePolicy",
    "PutUserPolicy",
    "SetDefaultPolicyVersion",
    "UpdateLoginProfile",
  ].map((it) => `'iam:${it}'`);
  const others = [
    "'glue:UpdateDevEndpoint'",
    "'lambda:UpdateFunctionCode'",
    "'iam:UpdateAssumeRolePolicy' And 'sts:AssumeRole'",
    "'lambda:CreateFunction' And 'iam:PassRole' And 'lambda:InvokeFunction'",
    "'glue:CreateDevEndpoint' And 'iam:PassRole'",
    "'cloudformation:CreateStack' And 'iam:PassRole'",
    "'ec2:RunInstances' And 'iam:PassRole'",
  ];
  return ["Group", "Role", "User"].flatMap((kind) =>
    [...singles, ...others].map((it) => `kics:${kind} With Privilege Escalation By Actions ${it}`),
  );
}

function statementsOf(principal: IamPrincipal): readonly Statement[] {
  return principal.documents.flatMap((it) => it.effective);
}

function isAdministrator(principal: IamPrincipal): boolean {
  return (
    principal.managed.some((it) => /^(?:AdministratorAccess|IAMFullAccess)$/.test(it.name)) ||
    statementsOf(principal).some(
      (it) => it.effect === "Allow" && it.conditions.length === 0 && it.actions.some(isStar) && it.resources.some(isStar),
    )
  );
}

interface Step {
  readonly role: IamPrincipal;
  readonly how: string;
  readonly at: Value;
}

/** A role by name that this principal may assume or pass, and that is an administrator. */
function throughRole(principal: IamPrincipal, project: Project): Step | undefined {
  const statements = statementsOf(principal);
  const assume = granted(statements, "sts:AssumeRole");
  const create = granted(statements, "lambda:CreateFunction") ?? granted(statements, "ec2:RunInstances");
  const passed =
    create &&
    granted(statements, "iam:PassRole", limitsPass(create.action.startsWith("lambda") ? "lambda.amazonaws.com" : "ec2.amazonaws.com"));
  for (const [grant, how] of [
    [assume, "may assume"],
    [passed, "may pass to a service"],
  ] as const)
    for (const resource of grant?.statement.resources ?? []) {
      const named = items(resource).flatMap((it) => reference(it) ?? []);
      if (named.length === 0) continue;
      const role = project.iam
        .principals(principal.block)
        .filter((it) => it.kind === "role" && it !== principal && !it.bounded)
        .find((it) => named.some((one) => one.address === it.block.address && one.scope === it.block.scope) && isAdministrator(it));
      if (role) return { role, how, at: resource };
    }
  return undefined;
}
