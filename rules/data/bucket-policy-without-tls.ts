/** Bucket policies that do not deny requests without TLS. */
import { rule } from "../api.js";
import { isOnlyPart } from "../lib/iam.js";
import { appendDenial, bucketArn, deniesPlain, tlsStatements } from "../lib/tls-denial.js";
import { get } from "../lib/value.js";

export default rule({
  id: "data/bucket-policy-without-tls",
  title: "Bucket policy that allows plain HTTP",
  pillar: "data",
  tenet: ["T2"],
  severity: "warning",
  fixes: "safe",
  on: "iam.policy",
  needs: ["resource"],
  refs: ["kics:S3 Bucket Without Enforced HTTPS", "kics:S3 Bucket Policy Accepts HTTP Requests", "cis-aws-3.0:2.1.1", "fsbp:S3.5"],

  *check(policy, project) {
    const owner = policy.users.find((it) => it.type === "aws_s3_bucket_policy" || it.type === "aws_s3_bucket");
    const statements = policy.complete ? policy.statements : policy.effectiveComplete ? policy.effective : [];
    if (owner === undefined || policy.use !== "resource" || statements.length === 0 || isOnlyPart(policy, project)) return;
    // A statement that is not all in view may be the denial; one that denies in part is another rule's.
    if (statements.some((it) => deniesPlain(it) !== false || it.clause("Condition")?.kind === "unknown")) return;
    if (tlsStatements(statements).length > 0) return;
    // A policy for several buckets cannot name one of them.
    const arn =
      owner.type === "aws_s3_bucket" || owner.key !== undefined || policy.users.length > 1
        ? undefined
        : bucketArn(get(owner.body, "bucket"));
    yield {
      at: policy.spelling === "document" ? policy : (policy.body.entries[0]?.keyAt ?? policy.at),
      what: "No statement denies requests without TLS: objects and signatures may travel in the clear",
      fix: arn && { title: "Deny requests without TLS", edit: (it) => appendDenial(it, policy, arn) },
    };
  },
});
