/** ACLs of buckets and objects: whom they name, for what, and whether the bucket looks at them. */
import type { Dict, Problem, Project } from "../api.js";
import type { TerraformBlock } from "../vocabulary/terraform.js";
import { callsModule } from "./facts.js";
import { dicts, flag, get, items, reference, text } from "./value.js";

/** What has ACLs: buckets, objects and calls of the public bucket module. */
export const withAcl: readonly string[] = [
  "aws_s3_bucket",
  "aws_s3_bucket_acl",
  "aws_s3_object",
  "aws_s3_bucket_object",
  "aws_s3_object_copy",
  "module",
];

/** What an ACL lets people do: read data, read the ACL itself, or write data or the ACL. */
export type AclPower = "read" | "write" | "read ACL";

/** Grants of such a power to everyone, or to every AWS account, that the bucket honours. */
export function* openAcl(block: TerraformBlock, project: Project, power: AclPower): Iterable<Problem> {
  if (
    block.type === "module"
      ? !callsModule(block, "terraform-aws-modules/s3-bucket/aws") || flag(get(block.body, "ignore_public_acls")) !== undefined
      : isIgnored(block, project) !== false
  )
    return;
  yield* canned(block, power);
  yield* granted(block, power);
}

const wide: Readonly<Record<string, readonly [who: string, power: AclPower] | undefined>> = {
  "public-read": ["everyone read", "read"],
  "public-read-write": ["everyone read and write", "write"],
  "authenticated-read": ["every AWS account read", "read"],
  website: ["everyone read", "read"],
};

function* canned(block: TerraformBlock, power: AclPower): Iterable<Problem> {
  const acl = get(block.body, "acl");
  const known = text(acl);
  const found = known === undefined ? undefined : wide[known];
  if (acl === undefined || found?.[1] !== power) return;
  yield {
    at: acl,
    what: `The ACL \`${known}\` lets ${found[0]} the ${block.type.includes("object") ? "object" : "bucket"}`,
    fix: { title: "Make it private", edit: (it) => it.replace(acl, "private") },
  };
}

const powers: Readonly<Record<string, AclPower | undefined>> = {
  READ: "read",
  READ_ACP: "read ACL",
  WRITE: "write",
  WRITE_ACP: "write",
  FULL_CONTROL: "write",
};

const doing: Readonly<Record<AclPower, string>> = {
  read: "read",
  write: "change what is here, or who may read it",
  "read ACL": "see who has access",
};

function* granted(block: TerraformBlock, power: AclPower): Iterable<Problem> {
  const grants = [
    ...dicts(get(block.body, "access_control_policy")).flatMap((it) => dicts(get(it, "grant"))),
    ...dicts(get(block.body, "grant")),
  ];
  for (const grant of grants) {
    const uri = get(grant, "grantee.uri") ?? get(grant, "uri");
    const group = /groups\/global\/(AllUsers|AuthenticatedUsers)$/.exec(text(uri) ?? "")?.[1];
    if (uri === undefined || group === undefined || strongest(grant) !== power) continue;
    yield { at: uri, what: `The grant lets ${group === "AllUsers" ? "everyone in the world" : "every AWS account"} ${doing[power]}` };
  }
}

/** The widest of what a grant permits; undefined when that is not all known. */
function strongest(grant: Dict): AclPower | undefined {
  const found = [...items(get(grant, "permission")), ...items(get(grant, "permissions"))].map((it) => powers[text(it) ?? ""]);
  if (found.includes(undefined)) return undefined;
  return (["write", "read", "read ACL"] as const).find((it) => found.includes(it));
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
