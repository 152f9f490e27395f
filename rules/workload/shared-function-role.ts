/** Roles with which several functions run. */
import { rule, type TerraformBlock } from "../api.js";
import { get, reference } from "../lib/value.js";

export default rule({
  id: "workload/shared-function-role",
  title: "Functions with one role",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_iam_role"],
  refs: ["kics:Lambda Functions Without Unique IAM Roles"],

  *check(role, project) {
    // A role with instances may well be one for each function.
    if (!role.certain || role.key !== undefined) return;
    const functions = new Map<string, TerraformBlock>();
    for (const it of project.terraform.satellites(role, "aws_lambda_function", "role").found) {
      const named = reference(get(it.body, "role"));
      if (it.certain && named?.address === role.address && named.scope === role.scope) functions.set(it.address, it);
    }
    if (functions.size < 2) return;
    yield {
      at: role,
      what: `${functions.size} functions run with this role: each may do what the others need, and a log cannot tell them apart`,
      related: [...functions.values()].slice(0, 8).map((it) => ({ at: it.at, what: "runs with this role" })),
    };
  },
});
