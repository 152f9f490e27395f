/** PodSecurityPolicies, and the SecurityContextConstraints of OpenShift: what they let pods do. */
import type { Problem } from "../api.js";
import type { KubeObject } from "../vocabulary/kubernetes.js";
import type { Value } from "../vocabulary/value.js";
import { flag, get } from "./value.js";

export const podPolicies = ["PodSecurityPolicy", "SecurityContextConstraints"];

/** The field of a policy under the name that its kind gives it. */
export function policyField(policy: KubeObject, psp: string, scc: string): Value | undefined {
  return policy.kind === "PodSecurityPolicy" ? get(policy.body, ["spec", psp]) : get(policy.body, scc);
}

/** A switch that is on; `absent` where the API takes it for on when it is not written. */
export function* admits(policy: KubeObject, psp: string, scc: string, what: string, absent?: "absent"): Iterable<Problem> {
  const value = policyField(policy, psp, scc);
  if (value === undefined ? absent === undefined || !hasSpec(policy) : flag(value) !== true) return;
  yield {
    at: value ?? policy,
    what,
    fix: {
      title: "Forbid it",
      edit: (it) => {
        if (value !== undefined) it.replace(value, false);
        else it.set(policy.body, policy.kind === "PodSecurityPolicy" ? ["spec", psp] : [scc], false);
      },
    },
  };
}

function hasSpec(policy: KubeObject): boolean {
  return policy.kind !== "PodSecurityPolicy" || get(policy.body, "spec")?.kind === "dict";
}

/** Whether a capability that a policy allows is as good as root on the node. */
export function isMighty(name: string): boolean {
  return /^(?:\*|ALL|(?:CAP_)?(?:SYS_ADMIN|SYS_MODULE|SYS_PTRACE|NET_ADMIN|BPF|DAC_READ_SEARCH))$/i.test(name);
}
