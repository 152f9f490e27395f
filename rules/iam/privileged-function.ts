/** Functions and notebooks that run as an administrator. */
import { type IamPrincipal, rule, type Value } from "../api.js";
import { wideResource } from "../lib/grants.js";
import { coversText } from "../lib/patterns.js";
import { get, reference, text } from "../lib/value.js";

export default rule({
  id: "iam/privileged-function",
  title: "Code that runs as administrator",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "warning",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_lambda_function", "aws_sagemaker_notebook_instance"],
  refs: ["kics:Lambda Function With Privileged Role", "checkov:CKV2_AWS_68"],

  *check(workload, project) {
    const value = get(workload.body, workload.type === "aws_lambda_function" ? "role" : "role_arn");
    const named = reference(value);
    const block = named && project.terraform.resolve(named, workload);
    const role = block && project.iam.principal(block);
    const how = role && !role.bounded ? power(role) : undefined;
    if (value === undefined || role === undefined || how === undefined) return;
    yield {
      at: value,
      what: `Whoever gets code to run here, by a dependency or an input, has ${how.what}: the role is an administrator's`,
      related: [{ at: how.at, what: "grants it" }],
    };
  },
});

function power(role: IamPrincipal): { readonly what: string; readonly at: Value } | undefined {
  const managed = role.managed.find((it) => it.name === "AdministratorAccess" || it.name === "IAMFullAccess");
  if (managed) return { what: `\`${managed.name}\``, at: managed.value };
  for (const statement of role.documents.flatMap((it) => it.effective)) {
    if (statement.effect !== "Allow" || statement.conditions.length > 0 || wideResource(statement, "iam") === undefined) continue;
    const all = statement.actions.find((it) => coversText(it, "iam:*", true) === true);
    if (all) return { what: `\`${text(all)}\` on everything`, at: all };
  }
  return undefined;
}
