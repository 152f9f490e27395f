/** REST API stages that log no execution: what integrations answered, who was refused. */
import { type Project, rule, type TerraformBlock } from "../api.js";
import { get, reference, text } from "../lib/value.js";

export default rule({
  id: "audit/api-without-execution-log",
  title: "API stage without execution logs",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "safe",
  on: "terraform.block",
  of: ["aws_api_gateway_method_settings", "aws_api_gateway_stage"],
  refs: ["kics:API Gateway Access Logging Disabled", "fsbp:APIGateway.1"],

  *check(block, project) {
    if (block.type === "aws_api_gateway_stage") {
      if (hasSettings(block, project) === false) yield { at: block, what: `No method settings log what this stage executes: ${lost}` };
      return;
    }
    const level = get(block.body, "settings.logging_level");
    if (level !== undefined && !["OFF", ""].includes(text(level) ?? "ERROR")) return;
    yield {
      at: level ?? block,
      what: `The stage logs no execution: ${lost}`,
      fix: {
        title: "Log errors",
        edit: (it) => (level ? it.replace(level, "ERROR") : it.set(block.body, "settings.logging_level", "ERROR")),
      },
    };
  },
});

const lost = "refused calls and failing integrations leave no trace";

/** Whether some settings are of this stage, by reference or by the name of the stage; undefined when it cannot be told. */
function hasSettings(stage: TerraformBlock, project: Project): boolean | undefined {
  const name = get(stage.body, "stage_name");
  let known: boolean | undefined = stage.certain ? false : undefined;
  for (const settings of project.terraform.blocks(stage, "aws_api_gateway_method_settings")) {
    const link = get(settings.body, "stage_name");
    const to = reference(link);
    if (to ? to.address === stage.address && to.scope === stage.scope : text(link) !== undefined && text(link) === text(name)) return true;
    if ((to === undefined && text(link) === undefined) || text(name) === undefined) known = undefined;
  }
  return known;
}
