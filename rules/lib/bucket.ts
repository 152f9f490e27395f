/** What a bucket is for, by what else refers to it. */
import type { Project } from "../api.js";
import type { TerraformBlock } from "../vocabulary/terraform.js";
import { get, references, text } from "./value.js";

/** Attributes by which other resources deliver logs to a bucket. */
const deliveries: readonly (readonly [string, string])[] = [
  ["aws_s3_bucket_logging", "target_bucket"],
  ["aws_s3_bucket", "logging.target_bucket"],
  ["aws_cloudtrail", "s3_bucket_name"],
  ["aws_lb", "access_logs.bucket"],
  ["aws_alb", "access_logs.bucket"],
  ["aws_elb", "access_logs.bucket"],
  ["aws_flow_log", "log_destination"],
  ["aws_cloudfront_distribution", "logging_config.bucket"],
  ["aws_config_delivery_channel", "s3_bucket_name"],
];

/** Whether a bucket receives logs: by its ACL, by what delivers to it, or by its name. */
export function isLogStore(bucket: TerraformBlock, project: Project): boolean {
  if (
    text(get(bucket.body, "acl")) === "log-delivery-write" ||
    /(?:^|[-_.])(?:access)?logs?(?:$|[-_.])/i.test(`${bucket.name}.${text(get(bucket.body, "bucket")) ?? ""}`)
  )
    return true;
  const names = [text(get(bucket.body, "bucket")), undefined].filter((it) => it !== undefined);
  return (
    deliveries.some(([type, path]) =>
      project.terraform
        .blocks(bucket, type)
        .map((it) => get(it.body, path))
        .some(
          (link) =>
            references(link).some((it) => it.address === bucket.address && it.scope === bucket.scope) || names.includes(text(link) ?? ""),
        ),
    ) ||
    project.terraform
      .blocks(bucket, "aws_s3_bucket_acl")
      .some(
        (it) =>
          text(get(it.body, "acl")) === "log-delivery-write" &&
          references(get(it.body, "bucket")).some((one) => one.address === bucket.address),
      )
  );
}
