/** Resource policies whose guests may rewrite them. */
import { type Project, rule, type Value } from "../api.js";
import { text } from "../lib/value.js";

export default rule({
  id: "data/resource-policy-management",
  title: "Resource policy that its guests may rewrite",
  pillar: "data",
  tenet: ["T3"],
  severity: "info",
  fixes: "none",
  on: "iam.statement",
  needs: ["resource"],
  refs: [],

  *check(statement, project) {
    if (statement.use !== "resource" || statement.effect !== "Allow" || !statement.complete || statement.conditions.length > 0) return;
    // The policy of a key names its administrators: nothing else can.
    if (statement.users.some((it) => /^aws_(?:kms_|vpc_endpoint|vpclattice)/.test(it.type))) return;
    const guest = statement.principals.find((it) => it.type === "AWS" && isNamed(text(it.value)));
    if (guest === undefined) return;
    const managing = statement.actions.filter((it) => managesPermissions(it, project));
    const [first] = managing;
    if (first === undefined) return;
    yield {
      at: first,
      what: `\`${text(first)}\` lets \`${text(guest.value)}\` decide who else may come in: whoever takes it over opens this to anybody`,
      related: managing.slice(1).map((it) => ({ at: it, what: "this action, too" })),
    };
  },
});

/** A role or user; the root of an account stands for its own policies, and everyone is told as such. */
function isNamed(principal: string | undefined): boolean {
  return principal !== undefined && /^arn:[^:]*:(?:iam|sts)::\d{12}:(?:role|user|assumed-role)\/[^*]+$/.test(principal);
}

/** Whole services are told as such. */
function managesPermissions(action: Value, project: Project): boolean {
  const known = text(action);
  return known !== undefined && !known.includes("*") && project.actions.expand(known).some((it) => it.level === "Permissions management");
}
