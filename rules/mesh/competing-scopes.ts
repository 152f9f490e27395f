/** Several Sidecars or Telemetries for the same pods: which one counts is left to chance. */
import { type KubeObject, rule } from "../api.js";
import { entries, get, isComplete, isUnknown, text } from "../lib/value.js";

export default rule({
  id: "mesh/competing-scopes",
  title: "Two mesh settings for the same pods",
  pillar: "networks",
  tenet: ["T5"],
  severity: "warning",
  fixes: "none",
  on: "kube.object",
  of: ["networking.istio.io/Sidecar", "telemetry.istio.io/Telemetry"],
  refs: [
    "istio:IST0110-ConflictingSidecarWorkloadSelectors",
    "istio:IST0111-MultipleSidecarsWithoutWorkloadSelectors",
    "istio:IST0159-ConflictingTelemetryWorkloadSelectors",
    "istio:IST0160-MultipleTelemetriesWithoutWorkloadSelectors",
  ],

  *check(object, { kubernetes }) {
    const own = pods(object);
    if (own === undefined || object.namespace === undefined || isUnknown(get(object.body, "metadata.name"))) return;
    const others = kubernetes
      .objectsBeside(object, `${object.group}/${object.kind}`)
      .filter((it) => it.namespaceKey === object.namespaceKey && pods(it) === own && it.name !== undefined && it.name !== object.name);
    const [other] = others;
    if (other === undefined) return;
    yield {
      at: object,
      what: `\`${other.name}\` is for ${own === "" ? `all pods of \`${object.namespace}\`` : "the same pods"} too, and only one ${object.kind} counts: ${object.kind === "Sidecar" ? "what they may reach" : "what is logged"} is left to chance`,
      related: others.slice(0, 3).map((it) => ({ at: it, what: "the other" })),
    };
  },
});

/** The pods that a setting is for: nothing for all of the namespace, else its labels; undefined where they are not known. */
function pods(it: KubeObject): string | undefined {
  const field = it.kind === "Sidecar" ? "workloadSelector" : "selector";
  const spec = get(it.body, "spec");
  if (spec?.kind !== "dict" || !spec.complete || get(spec, "targetRef") !== undefined || get(spec, "targetRefs") !== undefined)
    return undefined;
  const selector = get(spec, field);
  if (selector === undefined) return "";
  const labels = entries(get(selector, it.kind === "Sidecar" ? "labels" : "matchLabels"));
  if (labels.length === 0 || !isComplete(selector) || labels.some((one) => text(one.value) === undefined)) return undefined;
  return labels
    .map((one) => `${one.key}=${text(one.value)}`)
    .sort()
    .join();
}
