/** PrivateLink services that any account may connect to. */
import { rule } from "../api.js";
import { flag, get, isComplete, items, text } from "../lib/value.js";

export default rule({
  id: "perimeter/endpoint-service-open",
  title: "Endpoint service open to any account",
  pillar: "networks",
  tenet: ["T3", "T6"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_vpc_endpoint_service", "aws_vpc_endpoint_service_allowed_principal"],
  refs: ["checkov:CKV_AWS_123", "kics:VPC Endpoint Service Without Acceptance Required"],

  *check(service) {
    for (const principal of items(get(service.body, service.type.endsWith("_principal") ? "principal_arn" : "allowed_principals"))) {
      if (text(principal) !== "*") continue;
      yield { at: principal, what: "Every AWS account may connect to this service from its own network" };
    }
    const accepts = get(service.body, "acceptance_required");
    if (accepts === undefined || flag(accepts) !== false || !isComplete(get(service.body, "allowed_principals"))) return;
    yield {
      at: accepts,
      what: "Connections are accepted without anybody looking: whoever is allowed to ask is in",
      fix: { title: "Ask before a connection is accepted", edit: (it) => it.replace(accepts, true) },
    };
  },
});
