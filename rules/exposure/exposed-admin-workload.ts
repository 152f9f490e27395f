/** Workloads that the internet reaches and that hold an administrator's role. */
import { type Project, type Related, rule, type TerraformBlock } from "../api.js";
import { adminGrant } from "../lib/admin.js";
import { get, reference, text } from "../lib/value.js";

export default rule({
  id: "exposure/exposed-admin-workload",
  title: "Exposed workload with administrator rights",
  pillar: "workloads",
  tenet: ["T3", "T6"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_lambda_function", "aws_instance"],
  refs: [],

  *check(workload, project) {
    const role = roleOf(workload, project);
    const grant = role && adminGrant(role, project);
    if (grant === undefined) return;
    const path = exposed(workload, project);
    if (path === undefined) return;
    yield {
      at: workload,
      what: "The internet reaches this without a login, and its role is an administrator's: one bug in it is the whole account",
      related: [...path.related, grant],
      fix: path.url
        ? {
            title: "Ask callers of the function URL for a signed request",
            edit: (it) => path.url && it.set(path.url.body, "authorization_type", "AWS_IAM"),
          }
        : { title: "Take the public address away", edit: (it) => it.set(workload.body, "associate_public_ip_address", false) },
    };
  },
});

function roleOf(workload: TerraformBlock, project: Project): TerraformBlock | undefined {
  if (workload.type === "aws_lambda_function") return resolved(workload, "role", project);
  const profile = resolved(workload, "iam_instance_profile", project);
  return profile && resolved(profile, "role", project);
}

/** The block that an attribute names, by reference or by a name that both spell. */
function resolved(block: TerraformBlock, path: string, project: Project): TerraformBlock | undefined {
  const value = get(block.body, path);
  const named = reference(value);
  if (named) return project.terraform.resolve(named, block);
  const known = text(value);
  const type = path === "role" ? "aws_iam_role" : "aws_iam_instance_profile";
  return known === undefined ? undefined : project.terraform.blocks(block, type).find((it) => text(get(it.body, "name")) === known);
}

interface Exposed {
  readonly related: readonly Related[];
  readonly url?: TerraformBlock;
}

function exposed(workload: TerraformBlock, project: Project): Exposed | undefined {
  if (workload.type === "aws_lambda_function") {
    const url = project.terraform
      .satellites(workload, "aws_lambda_function_url", "function_name")
      .found.find((it) => text(get(it.body, "authorization_type")) === "NONE" && it.certain);
    return url && { related: [{ at: url, what: "a URL that anyone may call" }], url };
  }
  const path = project.network.exposure(workload);
  return path && { related: path };
}
