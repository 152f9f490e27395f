/** Public load balancers that forward requests without asking who sends them. */
import { code, type Fix, type Project, rule, type TerraformBlock } from "../api.js";
import { actionsOf, balancerOf, facesInternet, protocolOf } from "../lib/balancer.js";
import { declareVariable } from "../lib/network-fix.js";
import { entry, get, text } from "../lib/value.js";

export default rule({
  id: "perimeter/listener-without-identity",
  title: "Public listener that asks for no identity",
  pillar: "identity",
  tenet: ["T2", "T3"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_lb_listener", "aws_alb_listener"],
  refs: [],

  *check(listener, project) {
    const balancer = balancerOf(listener, project);
    const protocol = protocolOf(listener, balancer);
    if (balancer === undefined || facesInternet(balancer) !== true || (protocol !== "HTTPS" && protocol !== "HTTP")) return;
    const actions = actionsOf(listener);
    const verify = get(listener.body, "mutual_authentication.mode");
    if (actions === undefined || (verify !== undefined && text(verify) !== "off" && text(verify) !== "passthrough")) return;
    const types = actions.map((it) => text(get(it, "type")));
    if (types.some((it) => it === undefined || /^(?:authenticate-|jwt-)/.test(it)) || !types.includes("forward")) return;
    yield {
      at: entry(listener.body, "default_action")?.keyAt ?? listener,
      what: "The listener forwards every request of the internet unasked: each service behind it has to authenticate by itself",
      // Only TLS carries a client's certificate, and plain HTTP is another finding.
      fix: protocol === "HTTPS" ? verifyClients(listener, project) : undefined,
    };
  },
});

function verifyClients(listener: TerraformBlock, project: Project): Fix | undefined {
  if (get(listener.body, "mutual_authentication") !== undefined) return undefined;
  const [store, ...more] = project.terraform
    .blocks(listener, "aws_lb_trust_store")
    .filter((it) => it.scope === listener.scope && it.certain && it.key === undefined);
  const only = more.length === 0 ? store : undefined;
  return {
    title: `Ask clients for a certificate of ${only ? `\`${only.address}\`` : "a trust store, `trust_store_arn`"}`,
    edit: (it) => {
      const store = code(only ? `${only.address}.arn` : "var.trust_store_arn");
      it.insertBlock(listener, { type: "mutual_authentication", labels: [], body: { mode: "verify", trust_store_arn: store } });
      if (!only)
        declareVariable(listener, project, "trust_store_arn", "string", "Trust store with the certificate authorities of clients.", it);
    },
  };
}
