/** Attributes that are passwords or keys, written as literals. */
import { code, type Fix, rule, type TerraformBlock, type Value } from "../api.js";
import { callsModule } from "../lib/facts.js";
import { isPlaceholder } from "../lib/secret.js";
import { dicts, entry, flag, get, items, text } from "../lib/value.js";

export default rule({
  id: "secrets/literal-password",
  title: "Password written in the configuration",
  pillar: "data",
  tenet: ["T6"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: [
    "aws_db_instance",
    "aws_rds_cluster",
    "aws_redshift_cluster",
    "aws_redshiftserverless_namespace",
    "aws_docdb_cluster",
    "aws_dms_endpoint",
    "aws_elasticache_replication_group",
    "aws_elasticache_user",
    "aws_memorydb_user",
    "aws_mq_broker",
    "aws_opensearch_domain",
    "aws_elasticsearch_domain",
    "aws_directory_service_directory",
    "aws_datasync_location_object_storage",
    "aws_datasync_location_smb",
    "aws_secretsmanager_secret_version",
    "aws_ssm_parameter",
    "aws_amplify_app",
    "module",
  ],
  refs: ["checkov:CKV_AWS_295"],

  *check(block) {
    for (const path of paths[block.type] ?? [])
      for (const value of at(block.body, path.split(".")))
        for (const item of items(value)) {
          const known = text(item);
          if (known === undefined || known === "" || !isSecretHere(block, path, known)) continue;
          yield {
            at: item,
            what: `\`${path.slice(path.lastIndexOf(".") + 1)}\` is written out: everyone who reads the code, its history or the state has it`,
            fix: () => repairs(block, item),
          };
        }
  },
});

const paths: Readonly<Record<string, readonly string[] | undefined>> = {
  aws_db_instance: ["password", "password_wo"],
  aws_rds_cluster: ["master_password", "master_password_wo"],
  aws_redshift_cluster: ["master_password", "master_password_wo"],
  aws_redshiftserverless_namespace: ["admin_user_password"],
  aws_docdb_cluster: ["master_password", "master_password_wo"],
  aws_dms_endpoint: ["password"],
  aws_elasticache_replication_group: ["auth_token"],
  aws_elasticache_user: ["passwords", "authentication_mode.passwords"],
  aws_memorydb_user: ["authentication_mode.passwords"],
  aws_mq_broker: ["user.password"],
  aws_opensearch_domain: ["advanced_security_options.master_user_options.master_user_password"],
  aws_elasticsearch_domain: ["advanced_security_options.master_user_options.master_user_password"],
  aws_directory_service_directory: ["password"],
  aws_datasync_location_object_storage: ["secret_key"],
  aws_datasync_location_smb: ["password"],
  aws_secretsmanager_secret_version: ["secret_string", "secret_string_wo"],
  aws_ssm_parameter: ["value", "value_wo"],
  aws_amplify_app: ["access_token", "oauth_token"],
  module: ["password", "master_password"],
};

/** Databases take any literal as their password; stores are often filled by hand later, over a placeholder that is then ignored. */
function isSecretHere(block: TerraformBlock, path: string, known: string): boolean {
  if (block.type === "module")
    return callsModule(block, "terraform-aws-modules/rds/aws") || callsModule(block, "terraform-aws-modules/rds-aurora/aws");
  if (block.type === "aws_ssm_parameter")
    return text(get(block.body, "type")) === "SecureString" && !isPlaceholder(known) && !ignored(block, path);
  if (block.type === "aws_secretsmanager_secret_version") return !isPlaceholder(known) && !ignored(block, path) && !isPlain(known);
  return true;
}

function ignored(block: TerraformBlock, path: string): boolean {
  const changes = entry(dicts(get(block.body, "lifecycle"))[0], "ignore_changes")?.value;
  return changes !== undefined && (changes.kind !== "list" || !changes.complete || changes.items.length > 0) && path !== "";
}

/** JSON whose values are all placeholders or settings. */
function isPlain(known: string): boolean {
  const values = [...known.matchAll(/:\s*"([^"]*)"/g)].map((it) => it[1] ?? "");
  return /^\s*\{/.test(known) && values.every((it) => isPlaceholder(it));
}

/** Every value at a path, through all blocks of a label. */
function at(value: Value | undefined, [step, ...rest]: readonly string[]): readonly Value[] {
  if (step === undefined) return value === undefined ? [] : [value];
  return dicts(value).flatMap((it) => at(get(it, step), rest));
}

/** A password that AWS makes and rotates, or a variable that keeps no default. */
function repairs(block: TerraformBlock, value: Value): readonly Fix[] {
  if (value.origin.unit !== value.at.unit || value.origin.start !== value.at.start) return [];
  const variable = `${block.name}_password`.replace(/-/g, "_");
  const byVariable: Fix = {
    title: "Take it from a sensitive variable",
    edit: (it) => {
      it.replace(value, code(`var.${variable}`));
      it.createBlock(block.at, { type: "variable", labels: [variable], body: { type: code("string"), sensitive: true } });
    },
  };
  const written = entry(block.body, block.type === "aws_db_instance" ? "password" : "master_password");
  const managed: Fix = {
    title: "Let RDS make, keep and rotate the password",
    edit: (it) => {
      if (written) it.rename(written.keyAt, "manage_master_user_password");
      it.replace(value, true);
    },
  };
  const managing =
    ["aws_db_instance", "aws_rds_cluster"].includes(block.type) && flag(get(block.body, "manage_master_user_password")) === undefined;
  return managing ? [managed, byVariable] : [byVariable];
}
