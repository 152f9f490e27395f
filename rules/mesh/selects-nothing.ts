/** Istio objects whose selector matches no workload of their namespace. */
import { type Fix, type KubeObject, type Requirement, rule, type Workload } from "../api.js";
import { entries, entry, get, text } from "../lib/value.js";

const fields: Readonly<Record<string, string>> = {
  PeerAuthentication: "spec.selector",
  RequestAuthentication: "spec.selector",
  AuthorizationPolicy: "spec.selector",
  Telemetry: "spec.selector",
  WasmPlugin: "spec.selector",
  Sidecar: "spec.workloadSelector",
  EnvoyFilter: "spec.workloadSelector",
};

export default rule({
  id: "mesh/selects-nothing",
  title: "Mesh policy without a workload",
  pillar: "identity",
  tenet: ["T5", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: [
    "security.istio.io/PeerAuthentication",
    "security.istio.io/RequestAuthentication",
    "security.istio.io/AuthorizationPolicy",
    "telemetry.istio.io/Telemetry",
    "extensions.istio.io/WasmPlugin",
    "networking.istio.io/Sidecar",
    "networking.istio.io/EnvoyFilter",
  ],
  refs: ["istio:IST0127-NoMatchingWorkloadsFound"],

  *check(object, { kubernetes, mesh }) {
    const selector = get(object.body, fields[object.kind] ?? "spec.selector");
    const expressions = entry(selector, "matchExpressions");
    if (expressions !== undefined) {
      yield {
        at: expressions.keyAt,
        what: "Istio's selectors know `matchLabels` only: these expressions are dropped, and the policy selects what is left",
      };
      return;
    }
    const labels = get(selector, object.kind === "Sidecar" || object.kind === "EnvoyFilter" ? "labels" : "matchLabels");
    const [first] = entries(labels);
    if (labels?.kind !== "dict" || !labels.complete || first === undefined) return;
    // The root namespace's policies select across namespaces, and gateways come from controllers and charts.
    const { rootNamespace } = mesh.settings(object);
    if (
      rootNamespace === undefined ||
      object.namespace === rootNamespace ||
      entries(labels).some((it) => isGatewayLabel(it.key, text(it.value)))
    )
      return;
    if (!kubernetes.closedWorld(object) || kubernetes.mayHide(object, "Pod")) return;
    const wanted: readonly Requirement[] = entries(labels).map((it) => ({
      key: it.key,
      operator: "In",
      values: text(it.value) === undefined ? [] : [text(it.value) ?? ""],
      at: it.keyAt,
    }));
    const workloads = kubernetes.workloads(object);
    const here = workloads.filter((it) => it.namespaceKey === object.namespaceKey);
    const complete = entries(labels).every((it) => it.value.kind !== "unknown");
    if (here.length === 0 || !complete || workloads.some((it) => it.namespace === undefined)) return;
    if (here.some((it) => kubernetes.matches({ requirements: wanted, complete }, it.podLabels, it.podLabelsComplete) !== false)) return;
    yield {
      at: first.value,
      what: `No workload of \`${object.namespace ?? ""}\` has these labels: ${lost(object)}`,
      fix: nearest(labels, here),
    };
  },
});

function lost(object: KubeObject): string {
  const denies = text(get(object.body, "spec.action")) === "DENY";
  return denies ? "what this policy denies is not denied" : `this ${object.kind} applies to nothing`;
}

function isGatewayLabel(key: string, value: string | undefined): boolean {
  return (
    /^gateway\.networking\.k8s\.io\/|^gateway\.istio\.io\//.test(key) ||
    (key === "istio" && value !== undefined) ||
    /gateway/.test(value ?? "")
  );
}

/** Replaces one value by a label that pods do have, when it is one slip away. */
function nearest(labels: Parameters<typeof entries>[0], workloads: readonly Workload[]): readonly Fix[] {
  return entries(labels).flatMap(({ key, value }): readonly Fix[] => {
    const written = text(value) ?? "";
    const values = [...new Set(workloads.flatMap((it) => it.podLabels.get(key) ?? []))];
    if (values.includes(written)) return [];
    const close = values.filter((it) => slips(it, written) <= 2);
    return close.length === 1 ? [{ title: `Select ${key}: ${close[0]}`, edit: (it) => it.replace(value, close[0] ?? "") }] : [];
  });
}

/** Edit distance, of short words. */
function slips(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 3;
}
