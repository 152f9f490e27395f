/** Stores that encrypt only when told to: where their key is named, whose it is, and which key of one's own to take. */
import { code, type Data, type Editor, type Project, type TerraformBlock, type Value } from "../api.js";
import { declareVariable } from "./network-fix.js";
import { providerBelow } from "./provider.js";
import { flag, get, reference, text } from "./value.js";

/** Where a store says that it encrypts, and with which key. */
export interface OptIn {
  readonly of: readonly string[];
  readonly encrypted: string;
  readonly key: string;
}

export const optIns: readonly OptIn[] = [
  { of: ["aws_db_instance", "aws_rds_cluster", "aws_docdb_cluster"], encrypted: "storage_encrypted", key: "kms_key_id" },
  { of: ["aws_neptune_cluster", "aws_neptune_cluster_snapshot"], encrypted: "storage_encrypted", key: "kms_key_arn" },
  {
    of: ["aws_ebs_volume", "aws_efs_file_system", "aws_ebs_snapshot_copy", "aws_ami_copy", "aws_redshift_cluster"],
    encrypted: "encrypted",
    key: "kms_key_id",
  },
  { of: ["aws_elasticache_replication_group"], encrypted: "at_rest_encryption_enabled", key: "kms_key_id" },
  { of: ["aws_opensearch_domain", "aws_elasticsearch_domain"], encrypted: "encrypt_at_rest.enabled", key: "encrypt_at_rest.kms_key_id" },
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

/** Whether a store is told to encrypt, or does so by itself: then the key is the next question. */
export function isEncrypted(block: TerraformBlock, project: Project): boolean {
  const store = optIns.find((it) => it.of.includes(block.type));
  const encrypted = store && get(block.body, store.encrypted);
  // Warehouses are encrypted by default since version 6 of the provider; one from a snapshot is as its source.
  if (encrypted === undefined && block.type === "aws_redshift_cluster")
    return get(block.body, "snapshot_identifier") === undefined && !providerBelow(project, block, "aws", 6);
  return flag(encrypted) === true;
}

/** Whether a value names a key that AWS keeps for a service: by its alias, or by a data source that looks the alias up. */
export function isAwsKey(value: Value, block: TerraformBlock, project: Project): boolean {
  const known = text(value);
  if (known !== undefined) return known === "" || /(?:^|:)alias\/aws\//.test(known);
  const named = reference(value);
  const data = named && project.terraform.resolve(named, block);
  if (data?.mode !== "data" || (data.type !== "aws_kms_key" && data.type !== "aws_kms_alias")) return false;
  return /(?:^|:)alias\/aws\//.test(text(get(data.body, data.type === "aws_kms_key" ? "key_id" : "name")) ?? "");
}

/**
 * A key of one's own for a store, as an expression: the one in view, a new one that rotates where there is none, or a variable where
 * there is a choice to make.
 */
export function keyFor(block: TerraformBlock, project: Project, it: Editor): Data {
  const own = ownKey(block, project);
  if (own !== undefined) return code(own);
  if (project.terraform.blocks(block, "aws_kms_key").some((one) => one.scope === block.scope)) {
    declareVariable(block, project, "kms_key_arn", "string", "KMS key that encrypts the data.", it);
    return code("var.kms_key_arn");
  }
  it.createBlock(block.at, {
    type: "resource",
    labels: ["aws_kms_key", block.name],
    body: { description: `Encrypts ${block.address}`, enable_key_rotation: true },
  });
  return code(`aws_kms_key.${block.name}.arn`);
}

/** What a repair that turns encryption on writes besides: a key, where the store names none. */
export function withOwnKey(block: TerraformBlock, project: Project, it: Editor): readonly (readonly [path: string, value: Data])[] {
  const store = optIns.find((one) => one.of.includes(block.type));
  return store === undefined || get(block.body, store.key) !== undefined ? [] : [[store.key, keyFor(block, project, it)]];
}
