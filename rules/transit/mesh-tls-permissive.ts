/** App Mesh listeners and clients that do not insist on TLS. */
import { rule } from "../api.js";
import { dicts, flag, get, text } from "../lib/value.js";

export default rule({
  id: "transit/mesh-tls-permissive",
  title: "App Mesh without enforced TLS",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_appmesh_virtual_node", "aws_appmesh_virtual_gateway"],
  refs: [],

  *check(node) {
    for (const listener of dicts(get(node.body, "spec")).flatMap((it) => dicts(get(it, "listener")))) {
      const tls = get(listener, "tls");
      const mode = get(listener, "tls.mode");
      if (tls === undefined) {
        yield { at: listener, what: "The listener takes plain text: any workload of the mesh may be imitated or overheard" };
        continue;
      }
      const known = text(mode);
      if (mode === undefined || (known !== "PERMISSIVE" && known !== "DISABLED")) continue;
      yield {
        at: mode,
        what: `\`${known}\` takes plain text as well: any workload of the mesh may be imitated or overheard`,
        fix: { title: "Insist on TLS", edit: (it) => it.replace(mode, "STRICT") },
      };
    }
    const policies = dicts(get(node.body, "spec")).flatMap((spec) => [
      get(spec, "backend_defaults.client_policy.tls.enforce"),
      ...dicts(get(spec, "backend")).map((it) => get(it, "virtual_service.client_policy.tls.enforce")),
    ]);
    for (const enforce of policies) {
      if (enforce === undefined || flag(enforce) !== false) continue;
      yield {
        at: enforce,
        what: "Calls to backends fall back to plain text when TLS does not come about",
        fix: { title: "Insist on TLS", edit: (it) => it.replace(enforce, true) },
      };
    }
  },
});
