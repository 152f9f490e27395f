/** Buckets that the trails of the workspace leave out, though they record reads of others. */
import { type Project, rule, type TerraformBlock } from "../api.js";
import { dicts, get, items, pieces, references, text } from "../lib/value.js";

export default rule({
  id: "audit/bucket-without-data-events",
  title: "Bucket that the trail leaves out",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_s3_bucket"],
  refs: ["trivy:AWS-0172"],

  *check(bucket, project) {
    const trails = project.terraform.blocks(bucket, "aws_cloudtrail");
    if (trails.length === 0 || trails.some((it) => !it.certain || get(it.body, "advanced_event_selector") !== undefined)) return;
    // A resource of unknown type may be this bucket's objects.
    const types = trails.flatMap((it) => dicts(get(it.body, "event_selector")).flatMap((one) => dicts(get(one, "data_resource"))));
    if (types.some((it) => text(get(it, "type")) === undefined)) return;
    const selectors = trails.flatMap(selectorsOf);
    if (selectors.length === 0 || selectors.some((it) => covers(it, bucket, project) !== false)) return;
    yield {
      at: bucket,
      what: "The trail records reads of other objects, and none of this bucket: what is taken from here leaves no trace",
    };
  },
});

interface Selector {
  readonly readsRecorded: boolean | undefined;
  readonly values: ReturnType<typeof items>;
}

function selectorsOf(trail: TerraformBlock): readonly Selector[] {
  return dicts(get(trail.body, "event_selector")).flatMap((selector) => {
    const direction = get(selector, "read_write_type");
    return dicts(get(selector, "data_resource"))
      .filter((it) => text(get(it, "type")) === "AWS::S3::Object")
      .map((it) => ({
        readsRecorded: direction === undefined ? true : text(direction) === undefined ? undefined : text(direction) !== "WriteOnly",
        values: items(get(it, "values")),
      }));
  });
}

/** Whether a selector records reads of the bucket: its values are prefixes of object ARNs. */
function covers({ readsRecorded, values }: Selector, bucket: TerraformBlock, project: Project): boolean | undefined {
  if (readsRecorded === false) return false;
  const name = text(get(bucket.body, "bucket"));
  let known: boolean | undefined = false;
  for (const value of values) {
    const named = references(value).some((it) => project.terraform.resolve(it, bucket)?.address === bucket.address);
    const known_ = text(value);
    if (named) return pieces(value)?.at(-1)?.startsWith("/") ? readsRecorded : false;
    if (known_ === undefined || name === undefined) known = undefined;
    else if (`arn:aws:s3:::${name}/`.startsWith(known_) && (known_.endsWith("/") || /^arn:aws:s3(?::::?)?$/.test(known_)))
      return readsRecorded;
  }
  return known;
}
