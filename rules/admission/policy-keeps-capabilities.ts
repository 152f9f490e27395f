/** Pod policies that do not make containers give up their capabilities. */
import { rule } from "../api.js";
import { podPolicies, policyField } from "../lib/pod-policy.js";
import { get, isComplete, texts } from "../lib/value.js";

export default rule({
  id: "admission/policy-keeps-capabilities",
  title: "Policy that leaves capabilities to pods",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: podPolicies,
  refs: [
    "checkov:CKV_K8S_7",
    "checkov:CKV_K8S_36",
    "kics:NET_RAW Capabilities Disabled for PSP",
    "kics:Not Limited Capabilities For Pod Security Policy",
  ],

  *check(policy) {
    const drop = policyField(policy, "requiredDropCapabilities", "requiredDropCapabilities");
    if (policy.kind === "PodSecurityPolicy" && get(policy.body, "spec")?.kind !== "dict") return;
    if (!isComplete(drop) || texts(drop).some((it) => /^(?:ALL|(?:CAP_)?NET_RAW)$/i.test(it))) return;
    yield {
      at: drop ?? policy,
      what: "Pods under this policy keep capabilities such as NET_RAW, with which they can pretend to be their neighbours",
      fix: {
        title: "Drop all capabilities",
        edit: (it) => {
          if (drop !== undefined) it.replace(drop, ["ALL"]);
          else
            it.set(policy.body, policy.kind === "PodSecurityPolicy" ? "spec.requiredDropCapabilities" : "requiredDropCapabilities", [
              "ALL",
            ]);
        },
      },
    };
  },
});
