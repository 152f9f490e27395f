/** Buckets that hold the audit trail and let it be changed or deleted. */
import { code, type Fix, type Problem, type Project, rule, type TerraformBlock } from "../api.js";
import { addressOf } from "../lib/companion.js";
import { flag, get, references, text } from "../lib/value.js";

export default rule({
  id: "audit/log-store-tamperable",
  title: "Audit log that can be erased",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_s3_bucket"],
  refs: ["cis-aws-3.0:3.3"],

  *check(bucket, project) {
    const sender = deliveries.find(([type, path]) => project.terraform.blocks(bucket, type).some((it) => sends(it, path, bucket)));
    if (sender === undefined) return;
    const [, , noun] = sender;
    const destroy = get(bucket.body, "force_destroy");
    if (destroy !== undefined && flag(destroy) === true)
      yield {
        at: destroy,
        what: `The bucket holds ${noun}, and \`force_destroy\` lets one command delete it with everything in it`,
        fix: { title: "Keep the bucket while it holds anything", level: "safe", edit: (it) => it.replace(destroy, false) },
      };
    yield* unversioned(bucket, noun, project);
  },
});

/** What delivers an audit log to a bucket. */
const deliveries: readonly (readonly [string, string, string])[] = [
  ["aws_cloudtrail", "s3_bucket_name", "the audit trail"],
  ["aws_config_delivery_channel", "s3_bucket_name", "the record of configuration changes"],
  ["aws_flow_log", "log_destination", "flow logs"],
];

function sends(from: TerraformBlock, path: string, bucket: TerraformBlock): boolean {
  const link = get(from.body, path);
  const name = text(get(bucket.body, "bucket"));
  return (
    references(link).some((it) => it.address === bucket.address && it.scope === bucket.scope) ||
    (name !== undefined && (text(link) === name || text(link) === `arn:aws:s3:::${name}`))
  );
}

function* unversioned(bucket: TerraformBlock, noun: string, project: Project): Iterable<Problem> {
  if (get(bucket.body, "versioning") !== undefined || get(bucket.body, "object_lock_enabled") !== undefined) return;
  const versioning = project.terraform.satellites(bucket, "aws_s3_bucket_versioning", "bucket");
  if (versioning.found.length > 0 || !versioning.complete) return;
  const add: Fix = {
    title: "Keep every version",
    edit: (it) =>
      it.createBlock(bucket.at, {
        type: "resource",
        labels: ["aws_s3_bucket_versioning", bucket.name],
        body: {
          bucket: code(`${addressOf(bucket)}.id`),
          versioning_configuration: { type: "versioning_configuration", labels: [], body: { status: "Enabled" } },
        },
      }),
  };
  yield { at: bucket, what: `The bucket holds ${noun} and keeps no versions: whoever can write it can overwrite the traces`, fix: add };
}
