/** Several Sidecars or Telemetries for the same pods: which one counts is left to chance. */
import { rule } from "../api.js";
import { get, isUnknown } from "../lib/value.js";

export default rule({
  id: "mesh/competing-scopes",
  title: "Two mesh settings for the same pods",
  pillar: "networks",
  tenet: ["T5"],
  severity: "warning",
  fixes: "none",
  on: "kube.object",
  of: ["networking.istio.io/Sidecar", "telemetry.istio.io/Telemetry"],
  refs: ["istio:IST0111", "istio:IST0160"],

  *check(object, { kubernetes }) {
    const field = object.kind === "Sidecar" ? "workloadSelector" : "selector";
    const wide = (it: typeof object): boolean => {
      const spec = get(it.body, "spec");
      return spec?.kind === "dict" && spec.complete && [field, "targetRef", "targetRefs"].every((one) => get(spec, one) === undefined);
    };
    if (!wide(object) || object.namespace === undefined || isUnknown(get(object.body, "metadata.name"))) return;
    const others = kubernetes
      .objects(object, `${object.group}/${object.kind}`)
      .filter((it) => it.namespaceKey === object.namespaceKey && wide(it) && it.name !== undefined && it.name !== object.name);
    const [other] = others;
    if (other === undefined) return;
    yield {
      at: object,
      what: `\`${other.name}\` is for all pods of \`${object.namespace}\` too, and only one ${object.kind} counts: ${object.kind === "Sidecar" ? "what they may reach" : "what is logged"} is left to chance`,
      related: others.slice(0, 3).map((it) => ({ at: it, what: "the other" })),
    };
  },
});
