/** Whose proxy holds a workload's traffic: Istio's sidecar or ztunnel (SEMANTICS I8-I10), or Linkerd's proxy (L1, L8). */
import type { KubeObject, LinkerdDefault, Membership, Value, Workload } from "../../../rules/api.js";
import { flag, get, text } from "../../../rules/lib/value.js";

type Labels = ReadonlyMap<string, string>;

/** `namespace` holds the labels of the workload's Namespace; undefined when they are not known. */
export function membership(workload: Workload, namespace: Labels | undefined): Membership | undefined {
  const host = get(workload.pod, "hostNetwork");
  if (host !== undefined) return flag(host) === true ? "outside" : host.kind === "unknown" ? undefined : memberOf(workload, namespace);
  return memberOf(workload, namespace);
}

function memberOf(workload: Workload, namespace: Labels | undefined): Membership | undefined {
  if (workload.containers.some((it) => it.name === "istio-proxy")) return "sidecar";
  const sidecar = injected(workload, namespace);
  if (sidecar !== false) return sidecar && "sidecar";
  const mode = podValue(workload.podMetadata, workload.podLabelsComplete, workload.podLabels, "istio.io/dataplane-mode");
  if (mode === null) return undefined;
  if (mode !== undefined) return mode === "ambient" ? "ambient" : "outside";
  return namespace === undefined ? undefined : namespace.get("istio.io/dataplane-mode") === "ambient" ? "ambient" : "outside";
}

/** I8. */
function injected(workload: Workload, namespace: Labels | undefined): boolean | undefined {
  const asked = podValue(workload.podMetadata, workload.podLabelsComplete, workload.podLabels, "sidecar.istio.io/inject");
  if (asked === null) return undefined;
  if (asked === "false") return false;
  const revision = podValue(workload.podMetadata, workload.podLabelsComplete, workload.podLabels, "istio.io/rev");
  if (namespace === undefined) return undefined;
  if (namespace.get("istio-injection") === "disabled") return false;
  if (asked === "true") return true;
  // The annotation counts only where the label is absent, and cannot bring in a namespace that is not enabled.
  const annotation = get(workload.podMetadata, ["annotations", "sidecar.istio.io/inject"]);
  if (annotation?.kind === "unknown") return undefined;
  if (text(annotation) === "false") return false;
  return (
    namespace.get("istio-injection") === "enabled" ||
    (!namespace.has("istio-injection") && (namespace.has("istio.io/rev") || typeof revision === "string"))
  );
}

/** A pod label; null when it may be there. */
function podValue(_: Value | undefined, complete: boolean, labels: Labels, key: string): string | null | undefined {
  return labels.get(key) ?? (complete ? undefined : null);
}

/** I10: the waypoint of a workload or Service; `none` without one, undefined when unknown. */
export function waypoint(object: KubeObject, labels: Labels, complete: boolean, namespace: Labels | undefined): string | undefined {
  const own = labels.get("istio.io/use-waypoint");
  if (own !== undefined) return own;
  if (!complete || (namespace === undefined && object.namespaced)) return undefined;
  return namespace?.get("istio.io/use-waypoint") ?? "none";
}

const inject = "linkerd.io/inject";
const inbound = "config.linkerd.io/default-inbound-policy";

/** L8. `namespace` is the Namespace object, undefined when it is not declared. */
export function inLinkerd(workload: Workload, namespace: KubeObject | undefined): boolean | undefined {
  if (workload.containers.some((it) => it.name === "linkerd-proxy")) return true;
  const own = get(workload.podMetadata, ["annotations", inject]);
  if (own !== undefined) return text(own) === undefined ? undefined : text(own) === "enabled" || text(own) === "ingress";
  if (namespace === undefined) return undefined;
  const theirs = get(namespace.body, ["metadata", "annotations", inject]);
  return theirs?.kind === "unknown" ? undefined : text(theirs) === "enabled" || text(theirs) === "ingress";
}

/** L1. */
export function linkerdDefault(workload: Workload, namespace: KubeObject | undefined): LinkerdDefault | undefined {
  const own = get(workload.podMetadata, ["annotations", inbound]);
  const at = own ?? get(namespace?.body, ["metadata", "annotations", inbound]);
  if (at === undefined) return namespace === undefined ? undefined : { policy: "all-unauthenticated", at: undefined };
  const policy = text(at);
  return policy === undefined ? undefined : { policy, at };
}
