/** ingress-nginx controllers that take configuration from anybody who may write an Ingress. */
import { rule } from "../api.js";
import { flag, get, text } from "../lib/value.js";

export default rule({
  id: "perimeter/snippets-allowed",
  title: "Ingress controller that accepts snippets",
  pillar: "networks",
  tenet: ["T5", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["/ConfigMap"],
  refs: ["kubescape:C-0059", "kyverno:nginx-ingress-disallow-ingress-nginx-custom-snippets"],

  *check(map) {
    const allow = get(map.body, ["data", "allow-snippet-annotations"]);
    if (allow !== undefined && flag(allow) === true)
      yield {
        at: allow,
        what: "Annotations of any Ingress are written into the controller's configuration: whoever may write one reads every certificate and Secret that the controller can (CVE-2021-25742)",
        fix: { title: "Refuse snippets", edit: (it) => it.replace(allow, "false") },
      };
    const risk = get(map.body, ["data", "annotations-risk-level"]);
    if (risk === undefined || allow !== undefined || text(risk) !== "Critical" || !/nginx/.test(map.name ?? "")) return;
    yield {
      at: risk,
      what: "`Critical` accepts every annotation, those that write the controller's configuration included",
      fix: { title: "Accept annotations up to High", edit: (it) => it.replace(risk, "High") },
    };
  },
});
