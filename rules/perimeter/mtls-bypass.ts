/** APIs behind a domain with client certificates that still answer on their own address. */
import { type Project, rule, type TerraformBlock } from "../api.js";
import { flag, get, reference } from "../lib/value.js";

export default rule({
  id: "perimeter/mtls-bypass",
  title: "API reachable past its client certificates",
  pillar: "identity",
  tenet: ["T2", "T3"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_api_gateway_rest_api", "aws_apigatewayv2_api"],
  refs: [],

  *check(api, project) {
    const disabled = get(api.body, "disable_execute_api_endpoint");
    if (!api.body.complete || (disabled !== undefined && flag(disabled) !== false)) return;
    const domain = mutualDomain(api, project);
    if (domain === undefined) return;
    yield {
      at: disabled ?? api,
      what: `\`${domain.address}\` asks callers for a certificate, and the API's own \`execute-api\` address does not: whoever knows it walks around`,
      related: [{ at: domain, what: "the domain with mutual TLS" }],
      fix: { title: "Answer on the domain only", edit: (it) => it.set(api.body, "disable_execute_api_endpoint", true) },
    };
  },
});

/** A domain with mutual TLS that is mapped to the API. */
function mutualDomain(api: TerraformBlock, project: Project): TerraformBlock | undefined {
  const mapping = api.type === "aws_apigatewayv2_api" ? "aws_apigatewayv2_api_mapping" : "aws_api_gateway_base_path_mapping";
  for (const it of project.terraform.satellites(api, mapping, "api_id").found) {
    const written = get(it.body, "domain_name");
    const named = reference(written);
    const domains = project.terraform.blocks(api, "aws_api_gateway_domain_name", "aws_apigatewayv2_domain_name");
    const domain = named
      ? project.terraform.resolve(named, it)
      : domains.find((one) => written?.kind === "text" && get(one.body, "domain_name")?.known === written.known);
    if (domain && get(domain.body, "mutual_tls_authentication.truststore_uri") !== undefined && domain.certain && it.certain) return domain;
  }
  return undefined;
}
