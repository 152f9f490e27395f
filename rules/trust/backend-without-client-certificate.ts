/** Stages of an API that show their backends no certificate. */
import { rule } from "../api.js";
import { get, reference, text } from "../lib/value.js";

export default rule({
  id: "trust/backend-without-client-certificate",
  title: "API that does not prove itself to its backend",
  pillar: "workloads",
  tenet: ["T2", "T6"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_api_gateway_stage", "aws_apigatewayv2_stage"],
  refs: ["checkov:CKV2_AWS_51", "kics:API Gateway Without SSL Certificate", "fsbp:APIGateway.2"],

  *check(stage, project) {
    if (!stage.body.complete || get(stage.body, "client_certificate_id") !== undefined) return;
    const named = reference(get(stage.body, stage.type === "aws_api_gateway_stage" ? "rest_api_id" : "api_id"));
    const api = named && project.terraform.resolve(named, stage);
    // Of the second version, only WebSocket APIs have one.
    if (stage.type === "aws_apigatewayv2_stage" && text(get(api?.body, "protocol_type")) !== "WEBSOCKET") return;
    // Functions and services of AWS are called with IAM, which proves more.
    const integrations = project.terraform.blocks(stage, "aws_api_gateway_integration", "aws_apigatewayv2_integration");
    const kinds = integrations.map((it) => text(get(it.body, "type")) ?? text(get(it.body, "integration_type")));
    if (kinds.length > 0 && kinds.every((it) => it === undefined || /^(?:AWS|AWS_PROXY|MOCK)$/.test(it))) return;
    yield {
      at: stage,
      what: "Requests reach the backend without a client certificate: it cannot tell this API from anybody else who found its address",
      ...(stage.type === "aws_api_gateway_stage"
        ? {
            fix: {
              title: "Show a certificate of API Gateway",
              edit: (it) => {
                it.createBlock(stage.at, {
                  type: "resource",
                  labels: ["aws_api_gateway_client_certificate", stage.name],
                  body: { description: "Shown to backends" },
                });
                it.set(stage.body, "client_certificate_id", { code: `aws_api_gateway_client_certificate.${stage.name}.id` });
              },
            },
          }
        : {}),
    };
  },
});
