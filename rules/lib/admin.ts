/** Roles that are administrators, by what is attached to them. */
import type { Project, Related, TerraformBlock, Value } from "../api.js";
import { dicts, get, items, text, texts } from "./value.js";

const adminPolicies = /:iam::aws:policy\/(?:AdministratorAccess|IAMFullAccess|PowerUserAccess)$/;

/** What makes a role an administrator: a managed policy, or a statement that allows everything on everything. undefined when nothing known does. */
export function adminGrant(role: TerraformBlock, project: Project): Related | undefined {
  const attached = project.terraform.satellites(role, "aws_iam_role_policy_attachment", "role").found;
  const arns = [
    ...attached.map((it) => ({ arn: get(it.body, "policy_arn"), certain: it.certain })),
    ...items(get(role.body, "managed_policy_arns")).map((arn) => ({ arn, certain: role.certain })),
  ];
  const managed = arns.find((it) => it.certain && adminPolicies.test(text(it.arn) ?? ""))?.arn;
  if (managed) return { at: managed, what: "an administrator's policy" };
  for (const policy of project.terraform.satellites(role, "aws_iam_role_policy", "role").found) {
    const written = get(policy.body, "policy");
    const everything = policy.certain && statements(written).find(allowsEverything);
    if (everything) return { at: everything, what: "a statement that allows everything" };
  }
  return undefined;
}

function statements(policy: Value | undefined): readonly Value[] {
  const document = policy?.kind === "text" || policy?.kind === "unknown" ? policy.json : undefined;
  return dicts(get(document, "Statement"));
}

function allowsEverything(statement: Value): boolean {
  return (
    text(get(statement, "Effect")) === "Allow" &&
    texts(get(statement, "Action")).some((it) => it === "*" || it === "*:*") &&
    texts(get(statement, "Resource")).includes("*") &&
    get(statement, "Condition") === undefined
  );
}
