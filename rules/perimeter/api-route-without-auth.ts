/** Routes and methods of API Gateway that anyone may call. */
import { code, type Fix, type Project, rule, type TerraformBlock } from "../api.js";
import { flag, get, isComplete, reference, text, texts } from "../lib/value.js";

export default rule({
  id: "perimeter/api-route-without-auth",
  title: "API route without authentication",
  pillar: "identity",
  tenet: ["T2", "T3"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_api_gateway_method", "aws_apigatewayv2_route"],
  refs: [
    "checkov:CKV_AWS_59",
    "checkov:CKV_AWS_309",
    "checkov:CKV2_AWS_70",
    "trivy:AWS-0004",
    "tfsec:aws-api-gateway-no-public-access",
    "kics:API Gateway Without Configured Authorizer",
  ],

  *check(route, project) {
    if (!route.body.complete) return;
    const v2 = route.type === "aws_apigatewayv2_route";
    const path = v2 ? "authorization_type" : "authorization";
    const chosen = get(route.body, path);
    if (chosen === undefined ? !v2 : text(chosen) !== "NONE") return;
    if (!(v2 ? reachesRoute(route, project) : reachesMethod(route, project))) return;
    yield {
      at: chosen ?? route,
      what: "Anyone may call this: no authorizer asks who it is before the backend does the work",
      fix: () => fixes(route, path, project),
    };
  },
});

/** Preflight requests carry no identity; an API key counts as somebody knowing something, and is said elsewhere; a private API or a policy asks by other means. */
function reachesMethod(method: TerraformBlock, project: Project): boolean {
  const verb = text(get(method.body, "http_method"));
  const key = get(method.body, "api_key_required");
  if (verb === undefined || /^OPTIONS?$/i.test(verb) || (key !== undefined && flag(key) !== false)) return false;
  const api = apiOf(method, "rest_api_id", project);
  if (api === undefined) return true;
  const types = get(api.body, "endpoint_configuration.types");
  const policies = project.terraform.satellites(api, "aws_api_gateway_rest_api_policy", "rest_api_id");
  if (!isComplete(types) || texts(types).includes("PRIVATE") || get(api.body, "policy") !== undefined) return false;
  return policies.found.length === 0 && !isMock(method, project);
}

/** A mocked method, health checks for example, answers by itself. */
function isMock(method: TerraformBlock, project: Project): boolean {
  const resource = reference(get(method.body, "resource_id"));
  const verb = text(get(method.body, "http_method"));
  return project.terraform
    .blocks(method, "aws_api_gateway_integration")
    .some(
      (it) =>
        (text(get(it.body, "type")) ?? "MOCK") === "MOCK" &&
        reference(get(it.body, "resource_id"))?.address === resource?.address &&
        (text(get(it.body, "http_method")) ?? verb) === verb,
    );
}

/** In a WebSocket API only `$connect` lets anybody in. */
function reachesRoute(route: TerraformBlock, project: Project): boolean {
  const key = text(get(route.body, "route_key"));
  if (key === undefined || /^OPTIONS /i.test(key)) return false;
  const required = get(route.body, "api_key_required");
  if (required !== undefined && flag(required) !== false) return false;
  const protocol = get(apiOf(route, "api_id", project)?.body, "protocol_type");
  if (protocol === undefined) return !key.startsWith("$") || key === "$connect" || key === "$default";
  if (text(protocol) === undefined) return false;
  return text(protocol) !== "WEBSOCKET" || key === "$connect";
}

function apiOf(route: TerraformBlock, path: string, project: Project): TerraformBlock | undefined {
  const named = reference(get(route.body, path));
  return named && project.terraform.resolve(named, route);
}

function fixes(route: TerraformBlock, path: string, project: Project): readonly Fix[] {
  const v2 = route.type === "aws_apigatewayv2_route";
  const api = apiOf(route, v2 ? "api_id" : "rest_api_id", project);
  const authorizers = api
    ? project.terraform.satellites(api, v2 ? "aws_apigatewayv2_authorizer" : "aws_api_gateway_authorizer", v2 ? "api_id" : "rest_api_id")
        .found
    : [];
  const [only, ...more] = authorizers;
  const kind = only && text(get(only.body, v2 ? "authorizer_type" : "type"));
  const type = v2 ? (kind === "JWT" ? "JWT" : "CUSTOM") : kind === "COGNITO_USER_POOLS" ? kind : "CUSTOM";
  const iam: Fix = { title: "Ask for a signed request (`AWS_IAM`)", edit: (it) => it.set(route.body, path, "AWS_IAM") };
  if (only === undefined || more.length > 0 || only.scope !== route.scope || only.key !== undefined) return [iam];
  return [
    {
      title: `Ask \`${only.address}\``,
      edit: (it) => {
        it.set(route.body, path, type);
        it.set(route.body, "authorizer_id", code(`${only.address}.id`));
      },
    },
    iam,
  ];
}
