/** VPC Lattice services and service networks that ask for no identity. */
import { type Project, rule, type TerraformBlock } from "../api.js";
import { get, reference, text } from "../lib/value.js";

export default rule({
  id: "perimeter/lattice-without-auth",
  title: "Lattice service without authentication",
  pillar: "identity",
  tenet: ["T2", "T3"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_vpclattice_service", "aws_vpclattice_service_network"],
  refs: [],

  *check(service, project) {
    const type = get(service.body, "auth_type");
    if (!service.body.complete || (type !== undefined && text(type) !== "NONE")) return;
    if (service.type === "aws_vpclattice_service" && networkAsks(service, project)) return;
    yield {
      at: type ?? service,
      what: "Whoever is attached to the network may call: being there is taken for identity",
      fix: { title: "Ask for a signed request (`AWS_IAM`)", edit: (it) => it.set(service.body, "auth_type", "AWS_IAM") },
    };
  },
});

/** Whether a service network that carries the service asks for an identity, or may. */
function networkAsks(service: TerraformBlock, project: Project): boolean {
  const associations = project.terraform.satellites(
    service,
    "aws_vpclattice_service_network_service_association",
    "service_identifier",
  ).found;
  return associations.some((it) => {
    const named = reference(get(it.body, "service_network_identifier"));
    const network = named && project.terraform.resolve(named, it);
    const type = get(network?.body, "auth_type");
    return network === undefined || (type !== undefined && text(type) !== "NONE");
  });
}
