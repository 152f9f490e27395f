/** Pod policies that let pods mount any directory of their node. */
import { rule } from "../api.js";
import { podPolicies } from "../lib/pod-policy.js";
import { flag, get, isEmpty, items, text } from "../lib/value.js";

export default rule({
  id: "admission/policy-admits-host-path",
  title: "Policy that admits directories of the node",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "error",
  fixes: "none",
  on: "kube.object",
  of: podPolicies,
  refs: ["kics:PSP With Unrestricted Access to Host Path", "gatekeeper:pod-security-policy-host-filesystem"],

  *check(policy) {
    const allowed = get(policy.body, "allowHostDirVolumePlugin");
    if (policy.kind !== "PodSecurityPolicy") {
      if (allowed !== undefined && flag(allowed) === true) yield { at: allowed, what };
      return;
    }
    const spec = get(policy.body, "spec");
    const paths = get(spec, "allowedHostPaths");
    const kind = items(get(spec, "volumes")).find((it) => text(it) === "*" || text(it) === "hostPath");
    if (kind !== undefined && isEmpty(paths) && spec?.kind === "dict" && spec.complete) yield { at: kind, what };
    for (const it of items(paths)) {
      const prefix = get(it, "pathPrefix");
      if (prefix !== undefined && text(prefix) === "/" && get(it, "readOnly") === undefined) yield { at: prefix, what };
    }
  },
});

const what = "Pods under this policy may mount any directory of their node, its credentials and the runtime's socket included";
