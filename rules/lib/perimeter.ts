/** The borders that conditions draw: the caller's own account and organisation, and writing them into statements. */
import { code, type Editor, type Project } from "../api.js";
import type { Statement } from "../vocabulary/iam.js";
import type { TerraformBlock } from "../vocabulary/terraform.js";

/** An expression for something of this AWS account, with the data block that it needs, made when the module has none. */
export interface Border {
  readonly expression: string;
  declare(it: Editor): void;
}

/** The id of the account that Terraform runs in. */
export function ownAccount(project: Project, near: TerraformBlock): Border {
  return dataBorder(project, near, "aws_caller_identity", "account_id");
}

/** Its organisation. */
export function ownOrganization(project: Project, near: TerraformBlock, attribute: "id" | "arn" = "id"): Border {
  return dataBorder(project, near, "aws_organizations_organization", attribute);
}

function dataBorder(project: Project, near: TerraformBlock, type: string, attribute: string): Border {
  const found = project.terraform.blocks(near, `data.${type}`).find((it) => it.scope === near.scope && it.certain && it.key === undefined);
  return {
    expression: `data.${type}.${found?.name ?? "current"}.${attribute}`,
    declare: (it) => {
      if (found === undefined) it.createBlock(near.at, { type: "data", labels: [type, "current"], body: {} });
    },
  };
}

/** Adds a condition to a statement in its own spelling, beside those that it has. */
export function addCondition(it: Editor, statement: Statement, operator: string, key: string, expression: string): void {
  if (statement.spelling === "document")
    it.insertBlock(statement.body, {
      type: "condition",
      labels: [],
      body: { test: operator, variable: key, values: [code(expression)] },
    });
  else it.set(statement.body, ["Condition", operator, key], code(expression));
}
