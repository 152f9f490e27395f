/** Builds objects and workloads from documents. */
import type { Container, Dict, KubeObject, Place, Value, Workload } from "../../rules/api.js";
import { dicts, entries, get, isComplete, text } from "../../rules/lib/value.js";
import { isNamespaced, podPath } from "./kinds.js";

/** Where an object lives: decided by the world around its file. */
export interface Placement {
  readonly world: string;
  /** Of the kustomization that governs the file; overrides what is written. */
  readonly namespace: string | undefined;
  /** What an unknown namespace is told apart by. */
  readonly unknownKey: string;
}

/** The objects of one document: itself, or the items of a List (W1). Anything without apiVersion and kind is no object (W3). */
export function objectsOf(value: Value | undefined, unit: string, length: number, placement: Placement): readonly KubeObject[] {
  if (value?.kind !== "dict") return [];
  const apiVersion = text(get(value, "apiVersion"));
  const kind = text(get(value, "kind"));
  if (!apiVersion || !kind) return [];
  const items = get(value, "items");
  if (kind.endsWith("List") && items?.kind === "list")
    return items.items.flatMap((it) =>
      it.kind === "dict" ? objectsOf(it, unit, length, placement).map((object) => ({ ...object, full: it.at })) : [],
    );
  return [objectOf(value, apiVersion, kind, { unit, start: 0, end: length }, placement)];
}

export function objectOf(body: Dict, apiVersion: string, kind: string, full: Place, placement: Placement): KubeObject {
  const slash = apiVersion.indexOf("/");
  const group = slash < 0 ? "" : apiVersion.slice(0, slash);
  const nameValue = get(body, "metadata.name");
  const name = text(nameValue);
  const namespaced = isNamespaced(kind);
  const written = get(body, "metadata.namespace");
  const namespace = namespaced ? (placement.namespace ?? text(written)) : undefined;
  const labels = get(body, "metadata.labels");
  return {
    at: nameValue?.at ?? entries(body).find((it) => it.key === "kind")?.value.at ?? full,
    full,
    label: [kind, ...(namespace ? [namespace] : []), name ?? "(unnamed)"].join("/"),
    apiVersion,
    group,
    kind,
    name,
    namespace,
    namespaced,
    namespaceKey: `${placement.world}|${namespace ?? (written?.kind === "unknown" ? `?${placement.unknownKey}{{}}` : `?${placement.unknownKey}`)}`,
    body,
    labels: strings(labels),
    annotations: strings(get(body, "metadata.annotations")),
    labelsComplete: isComplete(labels) && entries(labels).every((it) => text(it.value) !== undefined),
    language: "yaml",
    world: placement.world,
  };
}

/** The workload of an object that has a pod template (W10). */
export function workloadOf(object: KubeObject): Workload | undefined {
  const path = podPath(object.group, object.kind);
  if (path === undefined) return undefined;
  const template = path.length === 0 ? object.body : get(object.body, path);
  const pod = get(template, "spec");
  if (pod?.kind !== "dict") return undefined;
  const metadata = get(template, "metadata");
  const labels = get(metadata, "labels");
  const account = get(pod, "serviceAccountName") ?? get(pod, "serviceAccount");
  return {
    ...object,
    pod,
    podMetadata: metadata?.kind === "dict" ? metadata : undefined,
    podLabels: strings(labels),
    podLabelsComplete: isComplete(metadata) && isComplete(labels) && entries(labels).every((it) => text(it.value) !== undefined),
    podAnnotations: strings(get(metadata, "annotations")),
    containers: [
      ...containersOf(pod, "containers", "container"),
      ...containersOf(pod, "initContainers", "init"),
      ...containersOf(pod, "ephemeralContainers", "ephemeral"),
    ],
    serviceAccountName: account === undefined ? "default" : text(account),
  };
}

function containersOf(pod: Dict, field: string, role: Container["role"]): readonly Container[] {
  return dicts(get(pod, field)).map((body) => {
    const name = get(body, "name");
    return { role, name: text(name), at: name?.at ?? body.at, body };
  });
}

function strings(value: Value | undefined): ReadonlyMap<string, string> {
  return new Map(entries(value).flatMap((it) => (it.value.kind === "text" ? [[it.key, it.value.known] as const] : [])));
}
