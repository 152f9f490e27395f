/** Settings of the Cilium agent that take something away from policies. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

/** Key in the agent's ConfigMap, the value that weakens, what it means, and what to write. */
const settings = [
  ["allow-localhost", "always", "The node and its host-network pods pass every policy, however tight", "policy"],
  [
    "enable-l7-proxy",
    "false",
    "Without the proxy Cilium refuses each policy with rules about requests or DNS names, and its pods stay open",
    "true",
  ],
  ["hubble-disable-tls", "true", "Flow records of the whole cluster cross the network in clear, for whoever connects to read", "false"],
] as const;

export default rule({
  id: "segmentation/cilium-agent-setting",
  title: "Agent setting that weakens policies",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["/ConfigMap"],
  refs: [],

  *check(map) {
    if (map.name !== "cilium-config") return;
    for (const [key, weak, why, strong] of settings) {
      const value = get(map.body, ["data", key]);
      if (value === undefined || text(value) !== weak) continue;
      yield { at: value, what: why, fix: { title: `Set \`${key}\` to \`${strong}\``, edit: (edit) => edit.replace(value, strong) } };
    }
  },
});
