/** Database parameter groups: which one a database uses, and what it sets. */
import type { Project } from "../api.js";
import type { TerraformBlock } from "../vocabulary/terraform.js";
import type { Dict, Value } from "../vocabulary/value.js";
import { dicts, get, isUnknown, reference, text } from "./value.js";

/** The attribute by which a database names its parameter group, and the type of the group. */
const groups: Readonly<Record<string, readonly [attribute: string, type: string]>> = {
  aws_db_instance: ["parameter_group_name", "aws_db_parameter_group"],
  aws_rds_cluster: ["db_cluster_parameter_group_name", "aws_rds_cluster_parameter_group"],
  aws_redshift_cluster: ["cluster_parameter_group_name", "aws_redshift_parameter_group"],
  aws_docdb_cluster: ["db_cluster_parameter_group_name", "aws_docdb_cluster_parameter_group"],
  aws_neptune_cluster: ["neptune_cluster_parameter_group_name", "aws_neptune_cluster_parameter_group"],
};

/** The parameter group of a database: `default` when it names none or a default one, undefined when it is out of view. */
export function parameterGroup(database: TerraformBlock, project: Project): TerraformBlock | "default" | undefined {
  const [attribute, type] = groups[database.type] ?? [];
  if (attribute === undefined || type === undefined) return undefined;
  const link = get(database.body, attribute);
  if (link === undefined || text(link)?.startsWith("default.")) return "default";
  const named = reference(link);
  const found = named
    ? project.terraform.resolve(named, database)
    : project.terraform
        .blocks(database, type)
        .find((it) => it.scope === database.scope && text(link) !== undefined && text(get(it.body, "name")) === text(link));
  return found?.type === type ? found : undefined;
}

/** A parameter of a group: absent for certain, the block that sets it, or undefined when it cannot be told. */
export function parameter(
  group: TerraformBlock,
  name: string,
): { readonly dict: Dict; readonly value: Value | undefined } | "absent" | undefined {
  const list = get(group.body, "parameter");
  if (list === undefined) return "absent";
  if (isUnknown(list) || list.kind !== "list") return undefined;
  const all = dicts(list);
  const found = all.find((it) => text(get(it, "name")) === name);
  if (found) return { dict: found, value: get(found, "value") };
  return list.complete && all.length === list.items.length && all.every((it) => text(get(it, "name")) !== undefined) ? "absent" : undefined;
}
