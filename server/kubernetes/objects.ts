/** Builds objects and workloads from the values of documents. */
import type { Container, Dict, KubeObject, Place, Value, Workload } from "../../rules/api.js";
import { entries, get, isComplete, items, text } from "../../rules/lib/value.js";
import { isNamespaced, podPath } from "./kinds.js";
import { labelText } from "./selectors.js";

/** Where an object lives: decided by what surrounds its file. */
export interface Placement {
  readonly world: string;
  /** Of the kustomizations that govern the file; overrides what is written (W4a). */
  readonly override: string | undefined;
  /** Of the Flux or Argo CD object that covers the file; for objects without one (W4c). */
  readonly fallback: string | undefined;
  /** What an unknown namespace is told apart by (W4e). */
  readonly unknownKey: string;
  /** A namespace that a template writes is that of the release, as if it were not written. */
  readonly release: boolean;
}

/** An object as it is written, before anything is known of its surroundings. */
export interface Written {
  readonly apiVersion: string;
  readonly group: string;
  readonly kind: string;
  readonly body: Dict;
  readonly full: Place;
  /** The names that prefixes and suffixes have given it so far: a patch further out may use any of them (W6). */
  readonly renamed?: readonly string[];
}

/** The objects of one document: itself, or the items of a List (W1). Without a text as apiVersion and kind there is none (W3). */
export function writtenIn(value: Value | undefined, full: Place): readonly Written[] {
  const apiVersion = nonEmpty(get(value, "apiVersion"));
  const kind = nonEmpty(get(value, "kind"));
  return expand(value, apiVersion, kind, full, 0);
}

function expand(
  value: Value | undefined,
  apiVersion: string | undefined,
  kind: string | undefined,
  full: Place,
  depth: number,
): readonly Written[] {
  if (value?.kind !== "dict" || apiVersion === undefined || kind === undefined || depth > 10) return [];
  const list = get(value, "items");
  if (!kind.endsWith("List") || list?.kind !== "list") return [{ apiVersion, group: groupOf(apiVersion), kind, body: value, full }];
  // The items of a typed list (PodList) may leave out what the list says for them.
  const typed = kind !== "List";
  return list.items.flatMap((it) => {
    const itsVersion = nonEmpty(get(it, "apiVersion")) ?? (typed ? apiVersion : undefined);
    const itsKind = nonEmpty(get(it, "kind")) ?? (typed ? kind.slice(0, -4) : undefined);
    return expand(it, itsVersion, itsKind, it.at, depth + 1);
  });
}

function nonEmpty(value: Value | undefined): string | undefined {
  return value?.kind === "text" && value.known !== "" ? value.known : undefined;
}

/** `""` for core. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

/** `declared` answers for kinds that the table does not hold: the scope of a CustomResourceDefinition in the workspace. */
export function objectOf(
  written: Written,
  placement: Placement,
  language: KubeObject["language"],
  declared: (kind: string) => boolean | undefined,
): KubeObject {
  const { apiVersion, group, kind, body, full } = written;
  const name = get(body, "metadata.name");
  const ownNamespace = get(body, "metadata.namespace");
  const namespaced =
    isNamespaced(group, kind) ?? declared(`${group}/${kind}`) ?? (ownNamespace !== undefined && ownNamespace.kind !== "unknown");
  const unwritten = ownNamespace === undefined || (ownNamespace.kind === "unknown" && placement.release);
  const namespace = namespaced ? (placement.override ?? nonEmpty(ownNamespace) ?? (unwritten ? placement.fallback : undefined)) : undefined;
  const labels = get(body, "metadata.labels");
  const knownName = nonEmpty(name);
  return {
    at: name?.at ?? entries(body).find((it) => it.key === "kind")?.value.at ?? full,
    full,
    label: [kind, ...(namespace === undefined ? [] : [namespace]), knownName ?? "(unnamed)"].join("/"),
    apiVersion,
    group,
    kind,
    name: knownName,
    namespace,
    namespaced,
    namespaceKey: `${placement.world}|${namespace ?? `?${placement.unknownKey}${unwritten ? "" : "{{}}"}`}`,
    body,
    labels: strings(labels),
    annotations: strings(get(body, "metadata.annotations")),
    labelsComplete: isComplete(labels) && entries(labels).every((it) => it.value.kind !== "unknown"),
    language,
    world: placement.world,
  };
}

/** The workload of an object that has a pod template (W10). */
export function workloadOf(object: KubeObject): Workload | undefined {
  const path = podPath(object.group, object.kind);
  if (path === undefined) return undefined;
  const template = get(object.body, path);
  const pod = get(template, "spec");
  if (pod?.kind !== "dict") return undefined;
  const metadata = get(template, "metadata");
  const labels = get(metadata, "labels");
  const account = get(pod, "serviceAccountName");
  const named = account === undefined || text(account) === "" ? get(pod, "serviceAccount") : account;
  // Written out: an object made by spreading takes twice the room, and there are many.
  return {
    at: object.at,
    full: object.full,
    label: object.label,
    apiVersion: object.apiVersion,
    group: object.group,
    kind: object.kind,
    name: object.name,
    namespace: object.namespace,
    namespaced: object.namespaced,
    namespaceKey: object.namespaceKey,
    body: object.body,
    labels: object.labels,
    annotations: object.annotations,
    labelsComplete: object.labelsComplete,
    language: object.language,
    world: object.world,
    pod,
    podMetadata: metadata?.kind === "dict" ? metadata : undefined,
    podLabels: withImplicit(object, strings(labels)),
    // The controller names the pods of a StatefulSet and counts them: those labels exist, but no value is known.
    podLabelsComplete: isComplete(metadata) && isComplete(labels) && entries(labels).every((it) => it.value.kind !== "unknown"),
    podAnnotations: strings(get(metadata, "annotations")),
    containers: [
      ...containersOf(pod, "containers", "container"),
      ...containersOf(pod, "initContainers", "init"),
      ...containersOf(pod, "ephemeralContainers", "ephemeral"),
    ],
    serviceAccountName: named === undefined || text(named) === "" ? "default" : text(named),
  };
}

/** W9. Pods of a CronJob's jobs have names that only the controller knows. */
function withImplicit(object: KubeObject, labels: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  if (object.kind !== "Job" || object.name === undefined) return labels;
  return new Map([...labels, ["batch.kubernetes.io/job-name", object.name], ["job-name", object.name]]);
}

function containersOf(pod: Dict, field: string, role: Container["role"]): readonly Container[] {
  return items(get(pod, field)).flatMap((body) => {
    if (body.kind !== "dict") return [];
    const name = get(body, "name");
    return [{ role, name: text(name), at: name?.at ?? body.at, body }];
  });
}

/** Most objects lack annotations, and many lack labels. */
const noStrings: ReadonlyMap<string, string> = new Map();

/** The labels or annotations that are texts; the API refuses all others (S5). */
function strings(value: Value | undefined): ReadonlyMap<string, string> {
  if (entries(value).length === 0) return noStrings;
  return new Map(
    entries(value).flatMap((it) => {
      const label = labelText(it.value);
      return label === undefined ? [] : [[it.key, label] as const];
    }),
  );
}
