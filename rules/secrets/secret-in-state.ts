/** Secrets that Terraform keeps in its state though it has ways not to. */
import { type Fix, type Project, rule, type TerraformBlock } from "../api.js";
import { entry, flag, get, references, text } from "../lib/value.js";

export default rule({
  id: "secrets/secret-in-state",
  title: "Secret kept in the state",
  pillar: "data",
  tenet: ["T6"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: [
    "aws_db_instance",
    "aws_rds_cluster",
    "aws_redshift_cluster",
    "aws_docdb_cluster",
    "aws_secretsmanager_secret_version",
    "aws_ssm_parameter",
  ],
  refs: [],

  *check(block, project) {
    const name = secrets[block.type];
    const written = name === undefined ? undefined : entry(block.body, name);
    if (name === undefined || written === undefined || references(written.value).length === 0 || !knowsWriteOnly(block, project)) return;
    if (block.type === "aws_ssm_parameter" && text(get(block.body, "type")) !== "SecureString") return;
    if (flag(get(block.body, "manage_master_user_password")) !== undefined) return;
    yield {
      at: written.keyAt,
      what: `\`${name}\` is kept in the state in plain text: whoever reads the state reads the secret, though this version of Terraform need not keep it`,
      fix: () => repairs(block, name, written.keyAt),
    };
  },
});

const secrets: Readonly<Record<string, string | undefined>> = {
  aws_db_instance: "password",
  aws_rds_cluster: "master_password",
  aws_redshift_cluster: "master_password",
  aws_docdb_cluster: "master_password",
  aws_secretsmanager_secret_version: "secret_string",
  aws_ssm_parameter: "value",
};

function repairs(block: TerraformBlock, name: string, key: TerraformBlock["at"]): readonly Fix[] {
  const writeOnly: Fix = {
    title: `Hand it over as \`${name}_wo\`, which no state keeps`,
    edit: (it) => {
      it.rename(key, `${name}_wo`);
      it.set(block.body, `${name}_wo_version`, 1);
    },
  };
  return [writeOnly];
}

/** Write-only arguments came with Terraform 1.11; the oldest version that the module allows decides. */
function knowsWriteOnly(near: TerraformBlock, project: Project): boolean {
  return project.terraform.blocks(near, "terraform").some((it) => {
    const required = text(get(it.body, "required_version"));
    return it.scope === "" && required !== undefined && atLeast(required, 1, 11);
  });
}

/** Whether every version that a constraint allows is at least `major.minor`: `>= 1.11`, `~> 1.12`, `1.11.4`. */
function atLeast(constraint: string, major: number, minor: number): boolean {
  return constraint.split(",").some((it) => {
    const match = /^\s*(>=|~>|=|>)?\s*v?(\d+)(?:\.(\d+))?/.exec(it);
    if (!match) return false;
    const [, , first = "0", second = "0"] = match;
    return Number(first) > major || (Number(first) === major && Number(second) >= minor);
  });
}
