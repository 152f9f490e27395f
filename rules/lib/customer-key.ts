/** Stores that encrypt only when told to: where their key is named, and the one key of one's own that is in view. */
import { code, type Data, type Project, type TerraformBlock } from "../api.js";
import { flag, get, reference, text } from "./value.js";

/** Where a store says that it encrypts, and with which key. */
export interface OptIn {
  readonly of: readonly string[];
  readonly encrypted: string;
  readonly key: string;
}

export const optIns: readonly OptIn[] = [
  { of: ["aws_db_instance", "aws_rds_cluster", "aws_docdb_cluster"], encrypted: "storage_encrypted", key: "kms_key_id" },
  { of: ["aws_neptune_cluster"], encrypted: "storage_encrypted", key: "kms_key_arn" },
  {
    of: ["aws_ebs_volume", "aws_efs_file_system", "aws_ebs_snapshot_copy", "aws_ami_copy", "aws_redshift_cluster"],
    encrypted: "encrypted",
    key: "kms_key_id",
  },
];

const types = optIns.flatMap((it) => it.of);

/**
 * The only key of one's own in the scope of a block, as an expression: a key that is declared there, or that another store there names.
 * undefined when there is none or a choice to make, and when the key may not exist.
 */
export function ownKey(near: TerraformBlock, project: Project): string | undefined {
  const declared = project.terraform.blocks(near, "aws_kms_key").filter((it) => it.scope === near.scope);
  if (declared.some((it) => !it.certain || it.key !== undefined || encrypts(it) === undefined)) return undefined;
  const named = project.terraform
    .blocks(near, ...types)
    .filter((it) => it.scope === near.scope)
    .flatMap((it) => optIns.filter(({ of }) => of.includes(it.type)).map(({ key }) => reference(get(it.body, key))?.address ?? ""))
    .filter((it) => it.startsWith("aws_kms_key."));
  const [only, ...more] = new Set([...declared.filter(encrypts).map((it) => it.address), ...named]);
  return only === undefined || more.length > 0 ? undefined : `${only}.arn`;
}

/** Whether a key is one that stores can use: enabled and symmetric. undefined when nobody knows. */
function encrypts(key: TerraformBlock): boolean | undefined {
  const spec = get(key.body, "customer_master_key_spec");
  const enabled = get(key.body, "is_enabled");
  if (spec?.kind === "unknown" || enabled?.kind === "unknown") return undefined;
  return (spec === undefined || text(spec) === "SYMMETRIC_DEFAULT") && (enabled === undefined || flag(enabled) === true);
}

/** Whether a store encrypts with a key that AWS keeps although one of one's own is in view. */
export function leavesOwnKey(block: TerraformBlock, project: Project): boolean {
  const store = optIns.find((it) => it.of.includes(block.type));
  return store !== undefined && flag(get(block.body, store.encrypted)) === true && ownKey(block, project) !== undefined;
}

/** What a repair that turns encryption on writes besides: the key in view, where the store names none. */
export function withOwnKey(block: TerraformBlock, project: Project): readonly (readonly [path: string, value: Data])[] {
  const store = optIns.find((it) => it.of.includes(block.type));
  const key = ownKey(block, project);
  return store === undefined || key === undefined || get(block.body, store.key) !== undefined ? [] : [[store.key, code(key)]];
}
