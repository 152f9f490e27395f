/** Groups of people whose permissions to change things ask for no second factor. */
import { type Condition, type IamPrincipal, type Project, rule } from "../api.js";
import { givesChange } from "../lib/grants.js";
import { shape } from "../lib/iam.js";
import { addCondition } from "../lib/narrow.js";
import { get, isEmpty } from "../lib/value.js";

export default rule({
  id: "iam/people-without-mfa",
  title: "People who change things without MFA",
  pillar: "identity",
  tenet: ["T4", "T6"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_iam_group_policy", "aws_iam_user_policy"],
  refs: ["trivy:AWS-0123"],

  *check(policy, project) {
    const principal = project.iam.principals(policy).find((it) => it.documents.some((one) => one.owner === policy));
    if (principal === undefined || !principal.complete || !hasPeople(principal, project)) return;
    const statements = principal.documents.flatMap((it) => it.effective);
    // One test anywhere is taken for a guard: which statements it must cover is the author's.
    if (statements.some((it) => it.conditions.some(mentionsMfa) || !it.complete)) return;
    const own = principal.documents
      .filter((it) => it.owner === policy)
      .flatMap((it) => it.effective.filter((one) => one.owner === policy && givesChange(one, project)));
    const [first] = own;
    if (first === undefined) return;
    yield {
      at: policy,
      what: `${principal.kind === "group" ? "Members of the group" : "The user"} may change things with a password or a key alone: nothing asks for a second factor`,
      fix: {
        title: "Require MFA for what changes things",
        edit: (it) => {
          for (const statement of own)
            addCondition(it, statement, { operator: "Bool", key: "aws:MultiFactorAuthPresent", values: ["true"] });
        },
      },
    };
  },
});

/** Members, or a password for the console. */
function hasPeople(principal: IamPrincipal, project: Project): boolean {
  const { block, kind } = principal;
  if (kind === "user") return project.terraform.satellites(block, "aws_iam_user_login_profile", "user").found.length > 0;
  return (
    project.terraform.satellites(block, "aws_iam_group_membership", "group").found.some((it) => !isEmpty(get(it.body, "users"))) ||
    project.iam
      .principals(block)
      .some((it) => it.kind === "user" && it !== principal && principal.documents.some((one) => it.documents.includes(one)))
  );
}

function mentionsMfa(condition: Condition): boolean {
  return /^aws:multifactorauth|\*/i.test(shape(condition.key)?.pattern ?? "*");
}
