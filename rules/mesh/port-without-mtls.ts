/** Ports that are let out of strict mTLS. */
import { rule } from "../api.js";
import { get } from "../lib/value.js";

export default rule({
  id: "mesh/port-without-mtls",
  title: "Port exempt from strict mTLS",
  pillar: "networks",
  tenet: ["T2", "T6"],
  severity: "warning",
  fixes: "review",
  on: "mesh.peerAuthentication",
  refs: [],

  *check(policy, { mesh }) {
    if (policy.scope !== "workload") return;
    const parents = mesh.peerAuthentications(policy).filter((it) => it.mode === "STRICT");
    const strict =
      policy.mode === "STRICT" ||
      (policy.mode === "UNSET" &&
        parents.some((it) => it.scope === "mesh" || (it.scope === "namespace" && it.namespaceKey === policy.namespaceKey)));
    if (!strict) return;
    for (const { port, value, mode } of policy.ports) {
      const at = get(value, "mode");
      if (at === undefined || (mode !== "DISABLE" && mode !== "PERMISSIVE")) continue;
      yield {
        at,
        what: `Port ${port} is exempt from STRICT: it ${mode === "DISABLE" ? "takes plaintext only" : "also takes plaintext"}, from callers that have no identity`,
        fix: { title: `Set mTLS to STRICT on port ${port}`, edit: (it) => it.replace(at, "STRICT") },
      };
    }
  },
});
