/** Lambda functions outside every VPC, whose calls no group, route or endpoint policy sees. */
import { code, rule } from "../api.js";
import { declareVariable } from "../lib/network-fix.js";
import { get, references } from "../lib/value.js";

export default rule({
  id: "segmentation/function-outside-vpc",
  title: "Function outside the VPC",
  pillar: "networks",
  tenet: ["T2", "T3"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_lambda_function"],
  refs: ["checkov:CKV_AWS_117"],
  strict: true,

  *check(lambda, project) {
    if (!lambda.body.complete || get(lambda.body, "vpc_config") !== undefined) return;
    // Lambda@Edge runs where CloudFront does.
    const distributions = project.terraform.blocks(lambda, "aws_cloudfront_distribution");
    if (distributions.some((it) => references(it.body).some((one) => one.address === lambda.address && one.scope === lambda.scope))) return;
    yield {
      at: lambda,
      what: "The function calls out from a network of AWS: no security group, flow log or endpoint policy says or sees where to",
      fix: {
        title: "Run in the subnets and group of variables, `function_subnet_ids` and `function_security_group_id`",
        edit: (it) => {
          it.insertBlock(lambda, {
            type: "vpc_config",
            labels: [],
            body: { subnet_ids: code("var.function_subnet_ids"), security_group_ids: [code("var.function_security_group_id")] },
          });
          declareVariable(lambda, project, "function_subnet_ids", "list(string)", "Private subnets of the function.", it);
          declareVariable(lambda, project, "function_security_group_id", "string", "Security group of the function.", it);
        },
      },
    };
  },
});
