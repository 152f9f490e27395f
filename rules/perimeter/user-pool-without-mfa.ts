/** Cognito user pools that never ask for a second factor. */
import { type Dict, type Project, rule, type TerraformBlock } from "../api.js";
import { get, text, texts } from "../lib/value.js";

export default rule({
  id: "perimeter/user-pool-without-mfa",
  title: "User pool without a second factor",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_cognito_user_pool"],
  refs: ["kics:Cognito UserPool Without MFA"],

  *check(pool, project) {
    const mfa = get(pool.body, "mfa_configuration");
    if (!pool.body.complete || (mfa !== undefined && text(mfa) !== "OFF") || isFederated(pool, project)) return;
    yield {
      at: mfa ?? pool,
      what: "A password alone logs in: whoever guesses, reuses or phishes it is the user",
      fix: {
        title: "Ask for a second factor",
        edit: (it) => {
          it.set(pool.body, "mfa_configuration", "ON");
          if (get(pool.body, "software_token_mfa_configuration") === undefined)
            it.insertBlock(pool, { type: "software_token_mfa_configuration", labels: [], body: { enabled: true } });
        },
      },
    };
  },
});

/** Whether every client logs in through another identity provider only, which then asks. */
function isFederated(pool: TerraformBlock, project: Project): boolean {
  const clients = project.terraform.satellites(pool, "aws_cognito_user_pool_client", "user_pool_id").found.map((it): Dict => it.body);
  return (
    clients.length > 0 &&
    clients.every((it) => {
      const providers = get(it, "supported_identity_providers");
      return providers !== undefined && !texts(providers).includes("COGNITO");
    })
  );
}
