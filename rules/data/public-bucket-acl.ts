/** Buckets and objects whose ACL names everyone. */
import { type Problem, type Project, rule, type TerraformBlock } from "../api.js";
import { callsModule } from "../lib/facts.js";
import { dicts, flag, get, reference, text } from "../lib/value.js";

export default rule({
  id: "data/public-bucket-acl",
  title: "Bucket ACL open to everyone",
  pillar: "data",
  tenet: ["T1", "T3"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_s3_bucket", "aws_s3_bucket_acl", "aws_s3_object", "aws_s3_bucket_object", "aws_s3_object_copy", "module"],
  refs: [
    "checkov:CKV_AWS_20",
    "checkov:CKV_AWS_57",

    "checkov:CKV2_AWS_43",
    "trivy:AWS-0092",
    "tfsec:aws-s3-no-public-access-with-acl",
    "kics:S3 Bucket ACL Allows Read Or Write to All Users",
    "kics:S3 Bucket ACL Allows Read to All Users",
    "kics:S3 Bucket ACL Allows Read to Any Authenticated User",
    "kics:S3 Bucket ACL Grants WRITE_ACP Permission",
  ],

  *check(block, project) {
    if (
      block.type === "module"
        ? !callsModule(block, "terraform-aws-modules/s3-bucket/aws") || flag(get(block.body, "ignore_public_acls")) !== undefined
        : isIgnored(block, project) !== false
    )
      return;
    yield* canned(block);
    yield* granted(block);
  },
});

const wide: Readonly<Record<string, string | undefined>> = {
  "public-read": "everyone read",
  "public-read-write": "everyone read and write",
  "authenticated-read": "every AWS account read",
  website: "everyone read",
};

function* canned(block: TerraformBlock): Iterable<Problem> {
  const acl = get(block.body, "acl");
  const known = text(acl);
  const who = known === undefined ? undefined : wide[known];
  if (acl === undefined || who === undefined) return;
  yield {
    at: acl,
    what: `The ACL \`${known}\` lets ${who} the ${block.type.includes("object") ? "object" : "bucket"}`,
    fix: { title: "Make it private", edit: (it) => it.replace(acl, "private") },
  };
}

function* granted(block: TerraformBlock): Iterable<Problem> {
  const grants = [
    ...dicts(get(block.body, "access_control_policy")).flatMap((it) => dicts(get(it, "grant"))),
    ...dicts(get(block.body, "grant")),
  ];
  for (const grant of grants) {
    const uri = get(grant, "grantee.uri") ?? get(grant, "uri");
    const group = /groups\/global\/(AllUsers|AuthenticatedUsers)$/.exec(text(uri) ?? "")?.[1];
    if (uri === undefined || group === undefined) continue;
    yield { at: uri, what: `The grant names ${group === "AllUsers" ? "everyone in the world" : "every AWS account"}` };
  }
}

/** Whether public ACLs of the bucket are void: ignored by its access block, or switched off by its ownership. */
function isIgnored(block: TerraformBlock, project: Project): boolean | undefined {
  const access = project.accessBlock(block, "ignore_public_acls").holds;
  const named = reference(get(block.body, "bucket"));
  const bucket = block.type === "aws_s3_bucket" ? block : named && project.terraform.resolve(named, block);
  if (access !== false || bucket?.type !== "aws_s3_bucket") return access;
  const controls = project.terraform.satellites(bucket, "aws_s3_bucket_ownership_controls", "bucket");
  const owned = controls.found.map((it) => get(it.body, "rule.object_ownership"));
  if (owned.some((it) => text(it) === "BucketOwnerEnforced")) return true;
  const candidates = project.terraform.blocks(bucket, "aws_s3_bucket_ownership_controls").length;
  return owned.some((it) => it !== undefined && text(it) === undefined) || (candidates > controls.found.length && !controls.complete)
    ? undefined
    : false;
}
