/** Tailnet services that are opened to the whole internet. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "exposure/tailscale-funnel",
  title: "Tailscale Funnel to the internet",
  pillar: "networks",
  tenet: ["T2", "T6"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["networking.k8s.io/Ingress", "Service"],
  refs: [],

  *check(object) {
    const funnel = get(object.body, ["metadata", "annotations", "tailscale.com/funnel"]);
    if (funnel === undefined || text(funnel) !== "true") return;
    yield {
      at: funnel,
      what: "Funnel opens this to the whole internet, past the tailnet's identities and its access rules",
      fix: { title: "Keep it inside the tailnet", edit: (it) => it.remove(funnel) },
    };
  },
});
