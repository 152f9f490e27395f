/** Bucket policies that do not deny requests without TLS. */
import { rule } from "../api.js";
import { conditionTexts, keyName } from "../lib/iam.js";

export default rule({
  id: "data/bucket-policy-without-tls",
  title: "Bucket policy that allows plain HTTP",
  pillar: "data",
  tenet: ["T2"],
  severity: "warning",
  fixes: "none",
  on: "iam.policy",
  refs: ["checkov:CKV_AWS_379", "kics:S3 Bucket Without Enforced HTTPS", "cis-aws-3.0:2.1.1"],

  *check(policy) {
    if (policy.owner.type !== "aws_s3_bucket_policy" || !policy.complete || policy.statements.length === 0) return;
    // A statement that is not all in view may be the denial.
    if (policy.statements.some((it) => it.effect === undefined || !it.complete)) return;
    const denies = policy.statements.some(
      (it) =>
        it.effect === "Deny" &&
        it.conditions.some(
          (one) => keyName(one).endsWith("*") || (keyName(one) === "securetransport" && !conditionTexts(one).includes("true")),
        ),
    );
    if (denies) return;
    yield {
      at: policy.body.entries[0]?.keyAt ?? policy.at,
      what: "No statement denies requests without TLS: objects and signatures may travel in the clear",
    };
  },
});
