/** Resource policies that name everyone without a condition on the caller. */
import { type Condition, rule } from "../api.js";
import { conditionTexts, operatorOf } from "../lib/iam.js";
import { text } from "../lib/value.js";

export default rule({
  id: "data/public-resource-policy",
  title: "Resource policy open to everyone",
  pillar: "data",
  tenet: ["T1", "T3"],
  severity: "error",
  fixes: "none",
  on: "iam.statement",
  refs: [
    "checkov:CKV_AWS_70",
    "checkov:CKV_AWS_33",
    "checkov:CKV_AWS_168",
    "checkov:CKV_AWS_169",
    "checkov:CKV_AWS_32",
    "kics:S3 Bucket Allows Public Policy",
    "kics:SQS Policy Allows All Actions",
    "kics:SNS Topic is Publicly Accessible",
    "kics:ECR Repository Is Publicly Accessible",
    "trivy:AWS-0097",
  ],

  *check(statement) {
    if (
      statement.effect !== "Allow" ||
      statement.use !== "resource" ||
      !statement.complete ||
      statement.owner.type.startsWith("aws_vpc_endpoint")
    )
      return;
    if (statement.conditions.some(narrows)) return;
    const everyone = statement.principals.find((it) => text(it.value) === "*" && (it.type === "*" || it.type === "AWS"));
    if (everyone === undefined) return;
    yield { at: everyone.value, what: "`*` lets everyone in the world do this, with an AWS account or without" };
  },
});

/** A condition that says something about who calls or from where; TLS and headers do not. */
function narrows(condition: Condition): boolean {
  const key = text(condition.key)?.toLowerCase();
  if (key === undefined) return true;
  if (
    ["aws:securetransport", "s3:tlsversion", "aws:useragent", "aws:referer", "s3:x-amz-acl"].includes(key) ||
    /numeric|date/i.test(operatorOf(condition)?.base ?? "")
  )
    return false;
  return !conditionTexts(condition).some((it) => it === "*" || it === "0.0.0.0/0");
}
