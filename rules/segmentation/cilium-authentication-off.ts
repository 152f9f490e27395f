/** Cilium rules that leave out the mutual authentication their namespace uses. */
import { type KubeObject, rule } from "../api.js";
import { flag, get, items, text } from "../lib/value.js";

export default rule({
  id: "segmentation/cilium-authentication-off",
  title: "Rule without mutual authentication",
  pillar: "identity",
  tenet: ["T2", "T6"],
  severity: "info",
  fixes: "review",
  on: "policy.rule",
  of: ["cilium"],
  refs: [],

  *check(it, { kubernetes }) {
    if (it.action !== "allow" || it.body.kind !== "dict") return;
    const body = it.body;
    const mode = get(body, "authentication.mode");
    const known = text(mode);
    if (mode !== undefined && (known === "disabled" || known === "test-always-fail")) {
      yield {
        at: mode,
        what:
          known === "disabled"
            ? "Authentication is switched off: the label of a pod is taken for its identity"
            : "`test-always-fail` drops every connection: it is for tests of Cilium itself",
        fix: { title: "Require authentication", edit: (edit) => edit.replace(mode, "required") },
      };
      return;
    }
    if (it.direction !== "ingress" || get(body, "authentication") !== undefined || !it.peers.some((peer) => peer.kind === "pods")) return;
    const enabled = kubernetes
      .objects(it.policy, "/ConfigMap")
      .some((map) => map.name === "cilium-config" && flag(get(map.body, ["data", "mesh-auth-mutual-enabled"])) === true);
    const used = ["CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy"].some((kind) =>
      kubernetes.objects(it.policy, kind).some((one) => one !== it.policy && isNear(one, it.policy) && requires(one)),
    );
    if (!used && !enabled) return;
    yield {
      at: it.at,
      what: `${used ? "Other policies here require mutual authentication" : "The agent can authenticate pods"}, this rule does not ask for it: the label of a pod is taken for its identity`,
      fix: { title: "Require authentication", edit: (edit) => edit.set(body, ["authentication"], { mode: "required" }) },
    };
  },
});

/** In the same namespace, or for all of them: a sample elsewhere in the workspace is no practice of this one. */
function isNear(other: KubeObject, policy: KubeObject): boolean {
  return !other.namespaced || other.namespaceKey === policy.namespaceKey;
}

function requires(policy: KubeObject): boolean {
  return [get(policy.body, "spec"), ...items(get(policy.body, "specs"))].some((spec) =>
    ["ingress", "egress"].some((direction) =>
      items(get(spec, direction)).some((rule) => text(get(rule, "authentication.mode")) === "required"),
    ),
  );
}
