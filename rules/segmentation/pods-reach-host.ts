/** Calico settings that let pods reach their node. */
import { rule } from "../api.js";
import { flag, get, text } from "../lib/value.js";

export default rule({
  id: "segmentation/pods-reach-host",
  title: "Pods may reach their node",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["projectcalico.org/FelixConfiguration", "crd.projectcalico.org/FelixConfiguration"],
  refs: [],

  *check(felix) {
    const action = get(felix.body, "spec.defaultEndpointToHostAction");
    if (action !== undefined && text(action)?.toLowerCase() === "accept")
      yield {
        at: action,
        what: "Pods connect to every port of their own node, kubelet included, whatever the policies say",
        fix: { title: "Drop what no policy of the host allows", edit: (it) => it.replace(action, "Drop") },
      };
    for (const field of ["allowVXLANPacketsFromWorkloads", "allowIPIPPacketsFromWorkloads"]) {
      const on = get(felix.body, ["spec", field]);
      if (on === undefined || flag(on) !== true) continue;
      yield {
        at: on,
        what: `\`${field}\` lets pods build tunnels of their own: what is inside passes every policy`,
        fix: { title: "Drop tunnels from pods", edit: (it) => it.replace(on, false) },
      };
    }
  },
});
