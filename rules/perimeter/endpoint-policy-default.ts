/** VPC endpoints through which anybody's credentials reach anybody's resources. */
import { code, type Fix, type Project, rule, type TerraformBlock } from "../api.js";
import { ownOrganization } from "../lib/perimeter.js";
import { get, pieces } from "../lib/value.js";

export default rule({
  id: "perimeter/endpoint-policy-default",
  title: "VPC endpoint without a policy",
  pillar: "data",
  tenet: ["T3", "T4"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_vpc_endpoint"],
  refs: ["fsbp:EC2.10"],

  *check(endpoint, project) {
    const service = serviceOf(endpoint);
    if (service === undefined || get(endpoint.body, "policy") !== undefined) return;
    const policies = project.terraform.satellites(endpoint, "aws_vpc_endpoint_policy", "vpc_endpoint_id");
    if (policies.found.length > 0 || !policies.complete) return;
    yield {
      at: endpoint,
      what: `The default policy lets any credentials reach any account's ${service} through this endpoint: data can leave to a stranger's account`,
      fix: organization(endpoint, project),
    };
  },
});

function organization(endpoint: TerraformBlock, project: Project): Fix {
  const border = ownOrganization(project, endpoint);
  return {
    title: "Let only principals and resources of the organisation pass",
    edit: (it) => {
      it.set(
        endpoint.body,
        "policy",
        code(`jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "*"
      Resource  = "*"
      Condition = {
        StringEquals = {
          "aws:PrincipalOrgID" = ${border.expression}
          "aws:ResourceOrgID"  = ${border.expression}
        }
      }
    }]
  })`),
      );
      border.declare(it);
    },
  };
}

/** The AWS service by which data can leave; undefined for other services, third parties and the unknown. */
function serviceOf(endpoint: TerraformBlock): string | undefined {
  const name = pieces(get(endpoint.body, "service_name"))?.at(-1);
  const service = name?.slice(name.lastIndexOf(".") + 1) ?? "";
  return leaks[service];
}

const leaks: Readonly<Record<string, string>> = {
  s3: "S3",
  dynamodb: "DynamoDB",
  sts: "STS",
  secretsmanager: "Secrets Manager",
  kms: "KMS",
  sqs: "SQS",
  sns: "SNS",
  ssm: "Systems Manager",
};
