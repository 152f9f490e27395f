/** What a bucket is for, by what else refers to it. */
import type { Project } from "../api.js";
import type { TerraformBlock, TerraformProject, TreeFact } from "../vocabulary/terraform.js";
import { get, isUnwritten, references, text } from "./value.js";

/** Attributes by which other resources deliver logs to a bucket. */
const deliveries: readonly (readonly [type: string, path: string])[] = [
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

/** The buckets that logs are delivered to, by address and by literal name. */
export interface LogStores {
  readonly addresses: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  /** False when something delivers to a bucket that is not known. */
  readonly complete: boolean;
}

/** Everything that receives logs in the tree of a block; ask once, then `isLogStore` for each bucket. */
export function logStores(near: TerraformBlock, project: Project): LogStores {
  return project.terraform.fact(near, stores);
}

/** The buckets that receive logs for certain. */
export function logBuckets(near: TerraformBlock, project: Project): readonly TerraformBlock[] {
  return project.terraform.fact(near, buckets);
}

const stores: TreeFact<LogStores> = {
  name: "logStores",
  make: findStores,
  same: (a, b) => a.complete === b.complete && sameSet(a.addresses, b.addresses) && sameSet(a.names, b.names),
};

const buckets: TreeFact<readonly TerraformBlock[]> = {
  name: "logBuckets",
  make: (near, terraform) => {
    const known = terraform.fact(near, stores);
    return terraform.blocks(near, "aws_s3_bucket").filter((it) => it.certain && isLogStore(it, known) === true);
  },
  same: (a, b) => a.length === b.length && a.every((it, i) => it === b[i]),
};

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((it) => b.has(it));
}

function findStores(near: Pick<TerraformBlock, "root">, terraform: TerraformProject): LogStores {
  const addresses = new Set<string>();
  const names = new Set<string>();
  let complete = true;
  const links = deliveries.flatMap(([type, path]) => terraform.blocks(near, type).map((it) => get(it.body, path)));
  const granted = terraform
    .blocks(near, "aws_s3_bucket_acl")
    .filter((it) => text(get(it.body, "acl")) === "log-delivery-write")
    .map((it) => get(it.body, "bucket"));
  for (const link of [...links, ...granted]) {
    if (link === undefined) continue;
    const known = text(link);
    const named = references(link);
    for (const it of named) addresses.add(`${it.scope}|${it.address}`);
    if (known !== undefined) names.add(known.replace(/^arn:aws[\w-]*:s3:::/, "").replace(/[/.].*$/, ""));
    else if (named.length === 0 && !isUnwritten(link)) complete = false;
  }
  return { addresses, names, complete };
}

/** Whether a bucket receives logs: by its name, its ACL, or what delivers to it; undefined when it cannot be told. */
export function isLogStore(bucket: TerraformBlock, stores: LogStores): boolean | undefined {
  const name = text(get(bucket.body, "bucket"));
  const acl = get(bucket.body, "acl");
  if (text(acl) === "log-delivery-write" || /(?:^|[-_.])(?:access)?logs?(?:$|[-_.])/i.test(`${bucket.name}.${name ?? ""}`)) return true;
  if (stores.addresses.has(`${bucket.scope}|${bucket.address}`) || (name !== undefined && stores.names.has(name))) return true;
  const knownName = name !== undefined || stores.names.size === 0 || bucket.type === "module" || get(bucket.body, "bucket") === undefined;
  return stores.complete && knownName && (acl === undefined || text(acl) !== undefined) ? false : undefined;
}
