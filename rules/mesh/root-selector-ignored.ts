/** PeerAuthentications in the root namespace whose selector makes them void. */
import { rule } from "../api.js";
import { entry, get } from "../lib/value.js";

export default rule({
  id: "mesh/root-selector-ignored",
  title: "Selector in the root namespace",
  pillar: "networks",
  tenet: ["T6"],
  severity: "error",
  fixes: "review",
  on: "mesh.peerAuthentication",
  refs: [],

  *check(policy, { mesh }) {
    const selector = entry(get(policy.body, "spec"), "selector");
    if (policy.scope !== "ignored" || selector === undefined || mesh.settings(policy).rootNamespace !== policy.namespace) return;
    yield {
      at: selector.keyAt,
      what: `In the root namespace \`${policy.namespace}\` Istio composes only policies without a selector: this one applies neither to the mesh nor to any workload`,
      fix: { title: "Remove the selector, so that it holds for the mesh", edit: (it) => it.remove(selector.value) },
    };
  },
});
