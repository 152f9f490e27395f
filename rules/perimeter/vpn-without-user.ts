/** Client VPN endpoints that know a certificate, but no person. */
import { rule } from "../api.js";
import { declareVariable } from "../lib/network-fix.js";
import { dicts, get, text } from "../lib/value.js";

export default rule({
  id: "perimeter/vpn-without-user",
  title: "VPN that asks for a certificate only",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_ec2_client_vpn_endpoint"],
  refs: [],

  *check(endpoint, project) {
    const options = get(endpoint.body, "authentication_options");
    if (options?.kind !== "list" || !options.complete) return;
    const types = dicts(options).map((it) => ({ block: it, type: get(it, "type") }));
    const [first, ...more] = types;
    if (first?.type === undefined || types.some((it) => text(it.type) !== "certificate-authentication")) return;
    yield {
      at: first.type,
      what: "A certificate file is all that is asked for: no person, no second factor, and no end when somebody leaves",
      fix:
        more.length > 0
          ? undefined
          : {
              title: "Ask the identity provider as well, by its SAML provider in a variable",
              edit: (it) => {
                it.insertBlock(endpoint, {
                  type: "authentication_options",
                  labels: [],
                  body: { type: "federated-authentication", saml_provider_arn: { code: "var.saml_provider_arn" } },
                });
                declareVariable(endpoint, project, "saml_provider_arn", "string", "SAML provider that logs VPN users in.", it);
              },
            },
    };
  },
});
