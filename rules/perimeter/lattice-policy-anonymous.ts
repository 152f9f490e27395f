/** VPC Lattice auth policies that let callers in without an identity. */
import { rule } from "../api.js";
import { addCondition, ownOrganization } from "../lib/perimeter.js";
import { text } from "../lib/value.js";

export default rule({
  id: "perimeter/lattice-policy-anonymous",
  title: "Lattice policy for anyone",
  pillar: "identity",
  tenet: ["T2", "T3"],
  severity: "error",
  fixes: "review",
  on: "iam.policy",
  needs: ["aws_vpclattice_auth_policy", "aws_vpclattice_resource_policy"],
  refs: [],

  *check(policy, project) {
    if (!policy.users.some((it) => it.type === "aws_vpclattice_auth_policy" || it.type === "aws_vpclattice_resource_policy")) return;
    for (const audience of project.audiences(policy)) {
      const [first] = audience.everyone;
      if (first === undefined || audience.reach !== "open") continue;
      const organization = ownOrganization(project, policy.owner);
      yield {
        at: first.value,
        what: `\`${text(first.value)}\` lets in whoever reaches the service network, signed in or not`,
        fix: {
          title: "Limit it to the organisation",
          edit: (it) => {
            addCondition(it, audience.statement, "StringEquals", "aws:PrincipalOrgID", organization.expression);
            organization.declare(it);
          },
        },
      };
    }
  },
});
