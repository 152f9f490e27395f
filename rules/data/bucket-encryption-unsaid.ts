/** Buckets that say nothing of how they encrypt, and so get S3's own key. */
import { code, type Fix, type Project, rule, type TerraformBlock } from "../api.js";
import { isLogStore, logStores } from "../lib/bucket.js";
import { addressOf } from "../lib/companion.js";
import { keyFor } from "../lib/customer-key.js";
import { callsModule } from "../lib/facts.js";
import { entry, get } from "../lib/value.js";

export default rule({
  id: "data/bucket-encryption-unsaid",
  title: "Bucket that names no key",
  pillar: "data",
  tenet: ["T2", "T3"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_s3_bucket", "module"],
  refs: [
    "checkov:CKV_AWS_19",
    "checkov:CKV_AWS_145",
    "trivy:AWS-0088",
    "tfsec:aws-s3-enable-bucket-encryption",
    "kics:S3 Bucket SSE Disabled",
    "kics:S3 Bucket Without Server-side-encryption",
    "fsbp:S3.17",
  ],

  *check(bucket, project) {
    if (get(bucket.body, "server_side_encryption_configuration") !== undefined) return;
    if (bucket.type === "module") {
      if (callsModule(bucket, "terraform-aws-modules/s3-bucket/aws") && isLogStore(bucket, logStores(bucket, project)) === false)
        yield { at: bucket, what };
      return;
    }
    const own = project.terraform.satellites(bucket, "aws_s3_bucket_server_side_encryption_configuration", "bucket");
    if (own.found.length > 0 || !own.complete) return;
    // Services that deliver access logs know no key of the customer's.
    if (isLogStore(bucket, logStores(bucket, project)) !== false) return;
    yield {
      at: bucket,
      what,
      ...repair(bucket, project),
    };
  },
});

const what = "The bucket names no key, and S3 takes its own: whoever may read an object may decrypt it, with no key policy in between";

function repair(bucket: TerraformBlock, project: Project): { readonly fix?: Fix } {
  if (entry(bucket.body, "server_side_encryption_configuration") !== undefined) return {};
  return {
    fix: {
      title: "Encrypt with a key of your own",
      edit: (it) => {
        const key = keyFor(bucket, project, it);
        it.createBlock(bucket.at, {
          type: "resource",
          labels: ["aws_s3_bucket_server_side_encryption_configuration", bucket.name],
          body: {
            bucket: code(`${addressOf(bucket)}.id`),
            rule: {
              type: "rule",
              labels: [],
              body: {
                bucket_key_enabled: true,
                apply_server_side_encryption_by_default: {
                  type: "apply_server_side_encryption_by_default",
                  labels: [],
                  body: { sse_algorithm: "aws:kms", kms_master_key_id: key },
                },
              },
            },
          },
        });
      },
    },
  };
}
