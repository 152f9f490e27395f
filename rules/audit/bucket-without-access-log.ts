/** Buckets that keep no record of who reads them. */
import { code, type Fix, type Project, rule, type TerraformBlock } from "../api.js";
import { isLogStore, logBuckets, logStores } from "../lib/bucket.js";
import { addressOf } from "../lib/companion.js";
import { callsModule } from "../lib/facts.js";
import { entry, get } from "../lib/value.js";

export default rule({
  id: "audit/bucket-without-access-log",
  title: "Bucket without access logging",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_s3_bucket", "module"],
  refs: ["checkov:CKV_AWS_18", "trivy:AWS-0089", "tfsec:aws-s3-enable-bucket-logging", "kics:S3 Bucket Logging Disabled", "fsbp:S3.9"],

  *check(bucket, project) {
    if (bucket.type === "module") {
      if (
        callsModule(bucket, "terraform-aws-modules/s3-bucket/aws") &&
        get(bucket.body, "logging") === undefined &&
        isLogStore(bucket, logStores(bucket, project)) === false
      )
        yield { at: bucket, what };
      return;
    }
    if (get(bucket.body, "logging") !== undefined) return;
    if (isLogStore(bucket, logStores(bucket, project)) !== false) return;
    const logging = project.terraform.satellites(bucket, "aws_s3_bucket_logging", "bucket");
    if (logging.found.length > 0 || !logging.complete) return;
    yield { at: bucket, what, ...toLogBucket(bucket, project) };
  },
});

const what = "Nobody records who reads and writes here: what was taken cannot be told afterwards";

/** The one bucket of the module that already receives access logs. */
function toLogBucket(bucket: TerraformBlock, project: Project): { readonly fix?: Fix } {
  const stores = logBuckets(bucket, project).filter((it) => it.scope === bucket.scope && it.address !== bucket.address);
  const [only] = stores;
  if (only === undefined || stores.length > 1 || entry(bucket.body, "logging") !== undefined) return {};
  return {
    fix: {
      title: `Log to \`${addressOf(only)}\``,
      edit: (it) =>
        it.createBlock(bucket.at, {
          type: "resource",
          labels: ["aws_s3_bucket_logging", bucket.name],
          body: { bucket: code(`${addressOf(bucket)}.id`), target_bucket: code(`${addressOf(only)}.id`), target_prefix: `${bucket.name}/` },
        }),
    },
  };
}
