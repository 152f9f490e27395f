/** Functions that share one role. */
import { rule } from "../api.js";
import { get, reference } from "../lib/value.js";

export default rule({
  id: "workload/shared-function-role",
  title: "Functions with one role",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_lambda_function"],
  refs: ["kics:Lambda Functions Without Unique IAM Roles"],

  *check(lambda, project) {
    const role = get(lambda.body, "role");
    const mine = reference(role);
    if (role === undefined || mine === undefined || !lambda.certain || !/^aws_iam_role\./.test(mine.address)) return;
    const others = project.terraform.blocks(lambda, "aws_lambda_function").filter((it) => {
      const theirs = reference(get(it.body, "role"));
      return (
        it.certain &&
        it.address !== lambda.address &&
        theirs?.address === mine.address &&
        theirs.scope === mine.scope &&
        theirs.key === mine.key
      );
    });
    const [first] = others;
    if (first === undefined) return;
    yield {
      at: role,
      what: `\`${first.address}\`${others.length > 1 ? ` and ${others.length - 1} more` : ""} runs with the same role: each may do what the others need`,
      related: others.slice(0, 5).map((it) => ({ at: it.at, what: "runs with the same role" })),
    };
  },
});
