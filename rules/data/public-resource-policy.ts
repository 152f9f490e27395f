/** Resource policies that let everyone in: no condition, denial or guard keeps strangers out. */
import { type Audience, type Fix, type PolicyDocument, type Project, rule, type TerraformBlock } from "../api.js";
import { addCondition, ownAccount, ownOrganization } from "../lib/perimeter.js";
import { get, references, text } from "../lib/value.js";

export default rule({
  id: "data/public-resource-policy",
  title: "Resource policy open to everyone",
  pillar: "data",
  tenet: ["T1", "T3"],
  severity: "error",
  fixes: "review",
  on: "iam.policy",
  needs: ["Principal", "NotPrincipal"],
  refs: [
    "checkov:CKV_AWS_70",
    "checkov:CKV_AWS_33",
    "checkov:CKV_AWS_168",
    "checkov:CKV_AWS_169",
    "checkov:CKV_AWS_32",
    "checkov:CKV_AWS_167",
    "kics:S3 Bucket Allows Public Policy",
    "kics:S3 Bucket Access to Any Principal",
    "kics:SQS Queue Exposed",
    "kics:SNS Topic is Publicly Accessible",
    "kics:ECR Repository Is Publicly Accessible",
    "kics:KMS Key With Vulnerable Policy",
    "kics:Secrets Manager With Vulnerable Policy",
    "kics:Glue With Vulnerable Policy",
    "kics:CloudWatch Logs Destination With Vulnerable Policy",
    "kics:Elasticsearch Domain With Vulnerable Policy",
    "trivy:AWS-0032",
    "fsbp:S3.2",
  ],

  *check(policy, project) {
    if (meantForAll(policy, project)) return;
    for (const audience of project.audiences(policy)) {
      const [first] = audience.everyone;
      if (first === undefined || audience.reach !== "open") continue;
      const [hollow] = audience.hollow;
      yield {
        at: first.value,
        what: `${audience.statement.principals.length === 0 ? "`NotPrincipal` leaves everyone else in the world to do this" : `\`${text(first.value)}\` lets everyone do this`}${hollow ? `; the condition on \`${text(hollow.condition.key)}\` keeps nobody out, ${hollow.why}` : ", and no condition says who may"}`,
        fix: () => limits(policy, audience, project),
      };
    }
  },
});

/** Endpoint policies filter what passes, public registries are public, and a domain in a VPC is reached only from there. */
function meantForAll(policy: PolicyDocument, project: Project): boolean {
  if (policy.use === "unknown") return true;
  return policy.users.some(
    (it) =>
      it.type.startsWith("aws_vpc_endpoint") ||
      it.type.startsWith("aws_ecrpublic_") ||
      it.type === "aws_vpclattice_auth_policy" ||
      isPrivateSearch(it, project),
  );
}

/** A search domain in a VPC, or the policy of one. */
function isPrivateSearch(user: TerraformBlock, project: Project): boolean {
  if (!/^aws_(?:opensearch|elasticsearch)_domain(?:_policy)?$/.test(user.type)) return false;
  if (!user.type.endsWith("_policy")) return get(user.body, "vpc_options") !== undefined;
  const name = get(user.body, "domain_name");
  return project.terraform
    .blocks(user, "aws_opensearch_domain", "aws_elasticsearch_domain")
    .some(
      (it) =>
        get(it.body, "vpc_options") !== undefined &&
        (references(name).some((one) => one.address === it.address && one.scope === it.scope) ||
          (references(name).length === 0 && (text(name) === undefined || text(get(it.body, "domain_name")) === undefined)) ||
          text(name) === text(get(it.body, "domain_name"))),
    );
}

function limits(policy: PolicyDocument, { statement }: Audience, project: Project): readonly Fix[] {
  const key = policy.users.some((it) => it.type.startsWith("aws_kms_")) ? "kms:CallerAccount" : "aws:PrincipalAccount";
  const account = ownAccount(project, policy.owner);
  const organization = ownOrganization(project, policy.owner);
  return [
    {
      title: "Limit it to this account",
      edit: (it) => {
        addCondition(it, statement, "StringEquals", key, account.expression);
        account.declare(it);
      },
    },
    {
      title: "Limit it to the organisation",
      edit: (it) => {
        addCondition(it, statement, "StringEquals", "aws:PrincipalOrgID", organization.expression);
        organization.declare(it);
      },
    },
  ];
}
