/** Reads kustomizations: what they include, and how they change what they include (SEMANTICS W6). */
import type { Dict, Entry, Value } from "../../rules/api.js";
import { dicts, entries, entry, get, items, text, texts, unknown } from "../../rules/lib/value.js";
import { folderOf } from "../sources.js";
import { parseYaml } from "../syntax/yaml/parse.js";
import { isNamespaced, podPath } from "./kinds.js";
import { groupOf, type Written } from "./objects.js";
import { applyOperations, loosenDict, merge, put, stand } from "./patch.js";

/** What decides about worlds and namespaces; plain data, so that an edit elsewhere in the file changes nothing. */
export interface Kustomization {
  readonly path: string;
  readonly namespace: string | undefined;
  /** Files and folders of the workspace that it includes, resolved. */
  readonly includes: readonly string[];
  readonly patches: readonly string[];
  /** True when something that it includes is not in the workspace. */
  readonly remote: boolean;
}

const fileNames: ReadonlySet<string> = new Set(["kustomization.yaml", "kustomization.yml", "Kustomization"]);

export function isKustomization(path: string): boolean {
  return fileNames.has(path.slice(path.lastIndexOf("/") + 1));
}

/** The paths where the kustomization of a folder may be. */
export function kustomizationsIn(folder: string): readonly string[] {
  return [...fileNames].map((it) => (folder === "" ? it : `${folder}/${it}`));
}

export function readKustomization(path: string, value: Value | undefined): Kustomization | undefined {
  if (value?.kind !== "dict" || groupOf(text(get(value, "apiVersion")) ?? "").includes("toolkit.fluxcd.io")) return undefined;
  const folder = folderOf(path);
  const listed = ["resources", "bases", "components", "crds"].flatMap((field) => items(get(value, field)));
  const resolved = listed.map((it) => {
    const written = text(it);
    return written === undefined ? undefined : resolvePath(folder, written);
  });
  const foreign = ["helmCharts", "helmChartInflationGenerator", "generators"].some((field) => get(value, field) !== undefined);
  const patches = [
    ...texts(get(value, "patchesStrategicMerge")),
    ...["patches", "patchesJson6902"].flatMap((field) => items(get(value, field)).flatMap((it) => text(get(it, "path")) ?? [])),
  ];
  return {
    path,
    namespace: text(get(value, "namespace")) || undefined,
    includes: resolved.flatMap((it) => it ?? []),
    patches: patches.flatMap((it) => (it.includes("\n") ? [] : (resolvePath(folder, it) ?? []))),
    remote: foreign || resolved.includes(undefined),
  };
}

/** A path relative to a folder; undefined when it is remote or leaves the workspace. */
export function resolvePath(folder: string, relative: string): string | undefined {
  if (/:\/\/|^git@|^git::|\?ref=|^[\w.-]+\.(?:com|org|io|net)\//.test(relative) || relative.startsWith("/")) return undefined;
  const parts = folder === "" ? [] : folder.split("/");
  for (const step of relative.split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== "..") parts.push(step);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

/** One change; undefined when it deletes the object. */
export type Transformer = (it: Written) => Written | undefined;

/**
 * The changes of one kustomization, in kustomize's order. Names keep their written form: prefixes and suffixes go to objects and to
 * references alike. `fileValues` gives the documents of a patch file, `accountNamed` whether a ServiceAccount of that name is in the build.
 */
export function transformersOf(
  kustomization: Dict,
  path: string,
  fileValues: (path: string) => readonly Value[],
  accountNamed: (name: string) => boolean,
): readonly Transformer[] {
  const written = (value: Value | undefined): readonly Value[] => {
    const source = text(value);
    if (value === undefined || source === undefined) return value === undefined ? [] : [value];
    if (!source.includes("\n") && !/^\s*[[{]/.test(source)) {
      const file = resolvePath(folderOf(path), source);
      return file === undefined ? [] : fileValues(file);
    }
    const parsed = parseYaml(source, value.origin.unit).value;
    return parsed ? [stand(parsed, value.origin)] : [];
  };
  const targeted = ["patches", "patchesJson6902"].flatMap((field) =>
    items(get(kustomization, field)).flatMap((it) =>
      written(get(it, "path") ?? get(it, "patch")).map((patch) => patchWith(patch, get(it, "target"))),
    ),
  );
  const strategic = items(get(kustomization, "patchesStrategicMerge")).flatMap((it) =>
    written(it).map((patch) => patchWith(patch, undefined)),
  );
  const images = dicts(get(kustomization, "images"));
  const namespace = get(kustomization, "namespace");
  return [
    ...strategic,
    ...targeted,
    ...labelChanges(kustomization),
    ...(images.length > 0 ? [(it: Written) => withImages(it, images)] : []),
    ...(namespace === undefined ? [] : [(it: Written) => withNamespace(it, namespace, accountNamed)]),
    ...renames(kustomization),
    ...replacementsOf(kustomization, written),
  ];
}

/** The body keeps the written name; the new one is for patches and replacements further out. */
function renames(kustomization: Dict): readonly Transformer[] {
  const prefix = text(get(kustomization, "namePrefix")) ?? "";
  const suffix = text(get(kustomization, "nameSuffix")) ?? "";
  if (prefix === "" && suffix === "") return [];
  return [
    (it) => {
      const name = it.renamed?.at(-1) ?? text(get(it.body, "metadata.name"));
      const fixed = it.kind === "Namespace" || it.kind === "CustomResourceDefinition" || name === undefined;
      return fixed ? it : { ...it, renamed: [...(it.renamed ?? []), `${prefix}${name}${suffix}`] };
    },
  ];
}

/** `replacements` copy a field of one object into others: what stands there in the file is not what is deployed. */
function replacementsOf(kustomization: Dict, written: (value: Value | undefined) => readonly Value[]): readonly Transformer[] {
  const listed = items(get(kustomization, "replacements")).flatMap((it) => {
    const path = get(it, "path");
    return path === undefined ? [it] : written(path).flatMap((file) => (file.kind === "list" ? file.items : [file]));
  });
  return listed.flatMap((it) => items(get(it, "targets"))).map((target) => withReplacement(target));
}

function withReplacement(target: Value): Transformer {
  const select = get(target, "select");
  const paths = items(get(target, "fieldPaths"));
  return (it) => {
    const hit = select === undefined ? undefined : meets(select, it);
    const rejected = items(get(target, "reject")).some((one) => meets(one, it) === true);
    if (hit === false || rejected) return it;
    let body: Value = it.body;
    for (const path of paths.length > 0 ? paths.map(text) : ["metadata.name"]) {
      if (path === undefined) return { ...it, body: loosenDict(it.body) };
      const steps = (path.match(/(?:\\.|\[[^\]]*\]|[^.])+/g) ?? []).map((step) => step.replace(/\\(.)/g, "$1"));
      for (const place of placesIn(body, steps)) body = put(body, place, unknown(target)) ?? body;
    }
    return changed(it, body);
  };
}

/** The paths that a field path stands for: `*` is every item of a list, `[name=web]` those with that field. */
function placesIn(value: Value | undefined, steps: readonly string[]): readonly (readonly string[])[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [[]];
  const [, field, wanted] = /^\[([^=]+)=(.*)\]$/.exec(step) ?? [];
  if (step !== "*" && field === undefined) return placesIn(get(value, [step]), rest).map((it) => [step, ...it]);
  return items(value).flatMap((item, index) =>
    field !== undefined && text(get(item, field)) !== wanted ? [] : placesIn(item, rest).map((it) => [String(index), ...it]),
  );
}

function patchWith(patch: Value, target: Value | undefined): Transformer {
  return (it) => {
    const hit = target === undefined ? describes(patch, it) : meets(target, it);
    if (hit === false) return it;
    if (hit === undefined) return { ...it, body: loosenDict(it.body) };
    if (patch.kind === "list") return changed(it, applyOperations(it.body, patch));
    if (patch.kind !== "dict") return { ...it, body: loosenDict(it.body) };
    const builtin = podPath(it.group, it.kind) !== undefined && !it.group.includes(".");
    // A patch with a target may rename nothing: its own kind and name are only there to be complete.
    const body = merge(it.body, { ...patch, entries: patch.entries.flatMap(withoutIdentity) }, builtin);
    return body === undefined ? undefined : changed(it, body);
  };
}

function changed(it: Written, body: Value): Written {
  return body.kind === "dict" ? { ...it, body } : it;
}

function withoutIdentity(it: Entry): readonly Entry[] {
  if (it.key === "apiVersion" || it.key === "kind") return [];
  if (it.key !== "metadata" || it.value.kind !== "dict") return [it];
  return [
    { ...it, value: { ...it.value, entries: it.value.entries.filter((field) => field.key !== "name" && field.key !== "namespace") } },
  ];
}

/** Whether a patch without a target names the object. */
function describes(patch: Value, it: Written): boolean | undefined {
  const kind = text(get(patch, "kind"));
  const name = get(patch, "metadata.name");
  if (kind !== it.kind || groupOf(text(get(patch, "apiVersion")) ?? "") !== it.group) return false;
  const own = get(it.body, "metadata.name");
  if (name?.kind === "unknown" || own?.kind === "unknown") return undefined;
  return namesOf(it).includes(text(name));
}

/** Every name by which a kustomization may call an object: the written one, and those given by prefixes on the way. */
function namesOf(it: Written): readonly (string | undefined)[] {
  return [text(get(it.body, "metadata.name")), ...(it.renamed ?? [])];
}

/** Whether an object is a target; undefined where that cannot be told. */
function meets(target: Value, it: Written): boolean | undefined {
  const version = it.apiVersion.slice(it.apiVersion.indexOf("/") + 1);
  const verdicts = [
    pattern(get(target, "group"), it.group),
    pattern(get(target, "version"), version),
    pattern(get(target, "kind"), it.kind),
    either(namesOf(it).map((name) => pattern(get(target, "name"), name))),
    pattern(get(target, "namespace"), text(get(it.body, "metadata.namespace"))),
    get(target, "labelSelector") === undefined && get(target, "annotationSelector") === undefined ? true : undefined,
  ];
  if (verdicts.includes(false)) return false;
  return verdicts.includes(undefined) ? undefined : true;
}

function either(verdicts: readonly (boolean | undefined)[]): boolean | undefined {
  return verdicts.includes(true) ? true : verdicts.includes(undefined) ? undefined : false;
}

/** Kustomize reads a target's fields as anchored regular expressions; only plain ones are decided here. */
function pattern(wanted: Value | undefined, actual: string | undefined): boolean | undefined {
  if (wanted === undefined || text(wanted) === "") return true;
  const source = text(wanted);
  if (source === undefined || actual === undefined) return undefined;
  if (/^[\w.-]*$/.test(source)) return source === actual;
  if (!/^(?:[\w|-]|\.\*){1,200}$/.test(source)) return undefined;
  return source.split("|").some((it) => glob(it.split(".*"), actual));
}

function glob(pieces: readonly string[], actual: string): boolean {
  const [first = "", ...rest] = pieces;
  if (rest.length === 0) return first === actual;
  const last = rest.at(-1) ?? "";
  if (!actual.startsWith(first) || !actual.endsWith(last) || actual.length < first.length + last.length) return false;
  let at = first.length;
  for (const piece of rest.slice(0, -1)) {
    const found = actual.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= actual.length - last.length;
}

/** commonLabels, labels and commonAnnotations, as patches. Selectors stay: every pod of the build has what they would ask for in addition. */
function labelChanges(kustomization: Dict): readonly Transformer[] {
  const changes: Transformer[] = [];
  const add = (field: string, value: Value | undefined, pods: boolean): void => {
    if (value?.kind === "dict") changes.push((it) => withMetadata(it, field, value, pods));
  };
  add("labels", get(kustomization, "commonLabels"), true);
  for (const it of dicts(get(kustomization, "labels"))) {
    const pods = ["includeSelectors", "includeTemplates"].some((name) => entry(it, name)?.value.known === true);
    add("labels", get(it, "pairs"), pods);
  }
  add("annotations", get(kustomization, "commonAnnotations"), true);
  return changes;
}

function withMetadata(it: Written, field: string, value: Dict, pods: boolean): Written {
  const path = pods ? podPath(it.group, it.kind) : undefined;
  const body = merge(it.body, nested(["metadata", field], value), false) ?? it.body;
  // A Pod is its own template.
  if (path === undefined || path.length === 0 || get(it.body, path)?.kind !== "dict") return changed(it, body);
  return changed(it, merge(body, nested([...path, "metadata", field], value), false) ?? body);
}

function nested(path: readonly string[], value: Value): Value {
  const base = { at: value.at, origin: value.origin, known: undefined, complete: true };
  return path.reduceRight<Value>((inner, key) => ({ kind: "dict", ...base, entries: [{ key, keyAt: value.origin, value: inner }] }), value);
}

function withImages(it: Written, images: readonly Dict[]): Written {
  const path = podPath(it.group, it.kind);
  if (path === undefined) return it;
  let body: Value = it.body;
  for (const field of ["containers", "initContainers"]) {
    const steps = [...path, "spec", field];
    items(get(body, steps)).forEach((container, index) => {
      const image = get(container, "image");
      const renamed = image && imageBy(image, images);
      if (renamed) body = put(body, [...steps, String(index), "image"], renamed) ?? body;
    });
  }
  return changed(it, body);
}

/** The image that an entry of `images` makes of this one; undefined when none is about it. */
function imageBy(image: Value, images: readonly Dict[]): Value | undefined {
  const written = text(image);
  const match = written === undefined ? undefined : /^(.*?)(?::([\w][\w.-]*))?(?:@(.+))?$/.exec(written);
  const own = match?.[1];
  if (own === undefined) return undefined;
  const by = images.find((it) => text(get(it, "name")) === own);
  if (by === undefined) return undefined;
  const name = text(get(by, "newName")) ?? own;
  const tag = text(get(by, "newTag"));
  const digest = text(get(by, "digest"));
  // A new tag drops the digest, and a digest the tag.
  const suffix =
    digest !== undefined
      ? `@${digest}`
      : tag !== undefined
        ? `:${tag}`
        : `${match?.[2] ? `:${match[2]}` : ""}${match?.[3] ? `@${match[3]}` : ""}`;
  return { kind: "text", known: `${name}${suffix}`, at: image.at, origin: by.origin };
}

/** The namespace itself is the placement's; here are the other fields that follow it: a Namespace's name, and the accounts of bindings. */
function withNamespace(it: Written, namespace: Value, accountNamed: (name: string) => boolean): Written {
  if (it.kind === "Namespace" && it.group === "") return changed(it, put(it.body, ["metadata", "name"], namespace) ?? it.body);
  if (isNamespaced(it.group, it.kind) !== false && get(it.body, "metadata.namespace") !== undefined)
    return withSubjects(changed(it, put(it.body, ["metadata", "namespace"], namespace) ?? it.body), namespace, accountNamed);
  return withSubjects(it, namespace, accountNamed);
}

function withSubjects(it: Written, namespace: Value, accountNamed: (name: string) => boolean): Written {
  if (it.kind !== "RoleBinding" && it.kind !== "ClusterRoleBinding") return it;
  let body: Value = it.body;
  items(get(body, "subjects")).forEach((subject, index) => {
    const name = text(get(subject, "name"));
    if (text(get(subject, "kind")) !== "ServiceAccount" || name === undefined) return;
    if (name !== "default" && !accountNamed(name)) return;
    if (entries(subject).some((field) => field.key === "namespace"))
      body = put(body, ["subjects", String(index), "namespace"], namespace) ?? body;
  });
  return changed(it, body);
}
