/** ingress-nginx that takes configuration from whoever may write an Ingress. */
import { rule } from "../api.js";
import { flag, get, text } from "../lib/value.js";

export default rule({
  id: "perimeter/nginx-snippets-allowed",
  title: "Ingress controller that takes snippets",
  pillar: "networks",
  tenet: ["T3", "T5"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["/ConfigMap"],
  refs: ["kyverno:nginx-ingress-disallow-ingress-nginx-custom-snippets"],

  *check(map) {
    const allowed = get(map.body, ["data", "allow-snippet-annotations"]);
    if (allowed !== undefined && flag(allowed) === true)
      yield {
        at: allowed,
        what: "Whoever may write an Ingress writes the controller's configuration, and reads every certificate and Secret that it can read (CVE-2021-25742)",
        fix: { title: "Refuse snippets", edit: (it) => it.replace(allowed, "false") },
      };
    const risk = get(map.body, ["data", "annotations-risk-level"]);
    if (risk !== undefined && allowed === undefined && text(risk) === "Critical" && isController(map.name))
      yield {
        at: risk,
        what: "`Critical` takes every annotation, those that write configuration included",
        fix: { title: "Take annotations up to High", edit: (it) => it.replace(risk, "High") },
      };
  },
});

function isController(name: string | undefined): boolean {
  return /nginx/.test(name ?? "");
}
