/** Endpoint policies that let everything pass, as having none does. */
import { type Condition, type Fix, type PolicyDocument, type Project, rule, type Statement } from "../api.js";
import { isOnlyPart, isStar } from "../lib/iam.js";
import { addCondition, ownOrganization } from "../lib/perimeter.js";
import { text } from "../lib/value.js";

export default rule({
  id: "perimeter/endpoint-policy-open",
  title: "VPC endpoint policy that lets everything pass",
  pillar: "data",
  tenet: ["T3", "T4"],
  severity: "info",
  fixes: "review",
  on: "iam.policy",
  needs: ["Principal"],
  refs: ["kics:VPC Endpoint Policy Allows All Actions"],

  *check(policy, project) {
    if (!policy.complete || !policy.users.some((it) => it.type.startsWith("aws_vpc_endpoint")) || isOnlyPart(policy, project)) return;
    // A denial may hold the perimeter.
    if (policy.statements.some((it) => it.effect !== "Allow")) return;
    for (const statement of policy.statements) {
      const action = statement.actions.find(isStar);
      if (action === undefined || !statement.resources.some(isStar) || !statement.principals.some((it) => isStar(it.value))) continue;
      if (!statement.complete || statement.conditions.some(mayLimit)) continue;
      yield {
        at: action,
        what: "Any credentials reach any account's resources through this endpoint: data can leave to a stranger's account",
        fix: organization(policy, statement, project),
      };
    }
  },
});

/** Any condition about whose principal or whose resource it is, or that is not known. */
function mayLimit(condition: Condition): boolean {
  const key = text(condition.key)?.toLowerCase();
  return key === undefined || /^aws:(?:principal|resource|source|userid|ec2)/.test(key);
}

function organization(policy: PolicyDocument, statement: Statement, project: Project): Fix {
  const border = ownOrganization(project, policy.owner);
  return {
    title: "Let only principals of the organisation pass",
    edit: (it) => {
      addCondition(it, statement, "StringEquals", "aws:PrincipalOrgID", border.expression);
      border.declare(it);
    },
  };
}
