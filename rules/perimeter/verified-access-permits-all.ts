/** Verified Access policies that let anyone in. */
import { code, type Project, rule, type TerraformBlock } from "../api.js";
import { permitsWithoutTrust } from "../lib/cedar.js";
import { declareVariable } from "../lib/network-fix.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "perimeter/verified-access-permits-all",
  title: "Verified Access lets everyone in",
  pillar: "identity",
  tenet: ["T2", "T3", "T4"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_verifiedaccess_group", "aws_verifiedaccess_endpoint"],
  refs: [],

  *check(group, project) {
    const policy = get(group.body, "policy_document");
    const known = text(policy);
    if (policy === undefined || known === undefined || !permitsWithoutTrust(known)) return;
    const provider = providerName(group, project);
    yield {
      at: policy,
      what: "A `permit` here tests nothing that a trust provider said: whoever reaches the endpoint is let in",
      fix:
        provider && /^\s*permit\s*\(\s*principal\s*,\s*action\s*,\s*resource\s*\)\s*;?\s*$/.test(known)
          ? {
              title: `Ask \`${provider}\` for a group`,
              edit: (it) => {
                it.replace(
                  policy,
                  code(
                    `"permit(principal, action, resource) when { context.${provider}.groups has \\"\${var.verified_access_group}\\" };"`,
                  ),
                );
                declareVariable(group, project, "verified_access_group", "string", "Identity provider's group that may enter.", it);
              },
            }
          : undefined,
    };
  },
});

/** The reference name of the only user trust provider of the module. */
function providerName(group: TerraformBlock, project: Project): string | undefined {
  const names = project.terraform
    .blocks(group, "aws_verifiedaccess_trust_provider")
    .filter((it) => text(get(it.body, "trust_provider_type")) === "user")
    .flatMap((it) => text(get(it.body, "policy_reference_name")) ?? []);
  return names.length === 1 ? names[0] : undefined;
}
