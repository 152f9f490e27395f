/** Allow statements whose write actions reach every resource. */
import { code, type Fix, type Project, rule, type Statement, type Value } from "../api.js";
import { grants, isStar, serviceOf } from "../lib/iam.js";
import { text } from "../lib/value.js";

export default rule({
  id: "iam/wildcard-resource",
  title: "Grant on every resource",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "iam.statement",
  refs: [
    "checkov:CKV_AWS_355",
    "checkov:CKV_AWS_290",
    "checkov:CKV_AWS_356",
    "trivy:AWS-0057",
    "kics:IAM Policies Attached To User",
    "cloudsplaining:ResourceExposure",
  ],

  *check(statement, project) {
    if (!grants(statement) || !statement.complete || statement.conditions.length > 0) return;
    const star = statement.resources.find(isStar);
    if (star === undefined || statement.actions.length === 0 || statement.actions.some((it) => text(it) === "*")) return;
    const limitable = statement.actions
      .flatMap((it) => project.actions.expand(text(it) ?? ""))
      .filter((it) => it.resourceTypes.length > 0 && it.level !== "List" && it.level !== "Read");
    const [first] = limitable;
    if (first === undefined) return;
    yield {
      at: star,
      what: `\`*\` lets \`${first.name}\`${limitable.length > 1 ? ` and ${limitable.length - 1} more write actions` : ""} reach every resource of the account`,
      fix: bucketFixes(statement, star, project),
    };
  },
});

/** The workspace's only bucket, for statements about S3 alone. */
function bucketFixes(statement: Statement, star: Value, project: Project): readonly Fix[] {
  if (!statement.actions.every((it) => serviceOf(it) === "s3")) return [];
  const buckets = project.terraform
    .blocks(statement.owner, "aws_s3_bucket")
    .filter((it) => it.scope === statement.owner.scope && it.key === undefined && it.certain);
  return buckets.slice(0, 3).map((bucket) => ({
    title: `Limit to the bucket \`${bucket.name}\``,
    edit: (it) => it.replace(statement.clause("Resource") ?? star, [code(`${bucket.address}.arn`), code(`"\${${bucket.address}.arn}/*"`)]),
  }));
}
