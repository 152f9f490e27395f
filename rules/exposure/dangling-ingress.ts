/** Ingresses for a Service that is not there. */
import { rule } from "../api.js";
import { services } from "../lib/ingress.js";
import { appliedAlone } from "../lib/kubernetes.js";
import { text } from "../lib/value.js";

export default rule({
  id: "exposure/dangling-ingress",
  title: "Ingress without a Service",
  pillar: "networks",
  tenet: ["T5"],
  severity: "info",
  fixes: "none",
  on: "kube.object",
  of: ["networking.k8s.io/Ingress", "extensions/Ingress"],
  refs: ["kube-linter:dangling-ingress", "kube-score:ingress-targets-service"],

  *check(ingress, { kubernetes, connectivity }) {
    const alone = appliedAlone(ingress, ["/Service"], kubernetes);
    if (!alone && (!kubernetes.closedWorld(ingress) || !connectivity.inventoried(ingress) || kubernetes.mayHide(ingress, "/Service")))
      return;
    const here = kubernetes.objectsBeside(ingress, "/Service");
    if (here.length === 0 || here.some((it) => it.name === undefined)) return;
    for (const service of services(ingress)) {
      const name = text(service);
      // Controllers that open names for a while, and actions of load balancers, are no Services.
      if (
        name === undefined ||
        (alone ? kubernetes.objects(ingress, "/Service") : here).some((it) => it.name === name) ||
        /^cm-acme-|redirect|use-annotation/.test(name)
      )
        continue;
      yield {
        at: service,
        what: `There is no Service \`${name}\` here: whoever may create one of that name gets the traffic of the host`,
      };
    }
  },
});
