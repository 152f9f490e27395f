/** The Kubernetes side of the workspace: objects by document, and the questions that rules may ask about their world. */
import type { KubeObject, KubernetesProject, Value, Workload } from "../../rules/api.js";
import { get } from "../../rules/lib/value.js";
import { sameItems } from "../incremental.js";
import { languageOf, parseUnit, type Sources } from "../sources.js";
import type { SyntaxProblem } from "../syntax/text.js";
import { parseYaml, type YamlDocument } from "../syntax/yaml/parse.js";
import { peek } from "../syntax/yaml/peek.js";
import { podPath } from "./kinds.js";
import { objectsOf, workloadOf } from "./objects.js";
import { matches, parseSelector } from "./selectors.js";
import { createWorlds } from "./worlds.js";

export interface Kubernetes {
  objectsIn(unit: string): readonly KubeObject[];
  workloadsIn(unit: string): readonly Workload[];
  problemsIn(unit: string): readonly SyntaxProblem[];
  readonly project: KubernetesProject;
}

/** Kinds that hold no subject and are often huge. */
const neverComposed: ReadonlySet<string> = new Set(["CustomResourceDefinition"]);

export function createKubernetes(sources: Sources): Kubernetes {
  const { graph } = sources;
  const isYaml = (path: string): boolean => languageOf(path) === "yaml";
  const empty: YamlDocument = { value: undefined, problems: [], template: false };
  /** A document that will be some object, but nobody can tell which. */
  const opaque: YamlDocument = { value: undefined, problems: [], template: true };

  const document = graph.query<YamlDocument>("document", (unit) => {
    const text = sources.unitText(unit);
    if (text === undefined || !isYaml(parseUnit(unit).path)) return empty;
    const { kind, apiVersion, template } = peek(text);
    if (kind === undefined || apiVersion === undefined) return template && /^(?:apiVersion|kind):/m.test(text) ? opaque : empty;
    if (kind.includes("{{") || apiVersion.includes("{{")) return opaque;
    if (neverComposed.has(kind)) return empty;
    return parseYaml(text, unit);
  });

  const plainDocument = graph.query<Value | undefined>("plainDocument", (path) => {
    const unit = `${path}#0`;
    const text = sources.unitText(unit);
    return text === undefined ? undefined : parseYaml(text, unit).value;
  });

  const worlds = createWorlds(sources, (path) => plainDocument(path));

  const objectsIn = graph.query<readonly KubeObject[]>(
    "objects",
    (unit) => {
      const { value } = document(unit);
      if (value === undefined) return [];
      return objectsOf(value, unit, sources.unitText(unit)?.length ?? 0, worlds.placement(parseUnit(unit).path));
    },
    { equal: sameItems },
  );

  const workloadsIn = graph.query<readonly Workload[]>("workloads", (unit) => objectsIn(unit).flatMap((it) => workloadOf(it) ?? []), {
    equal: sameItems,
  });

  /** Objects of one file by kind: the step that keeps an edit elsewhere from reaching a world's index. */
  const fileKinds = graph.query<readonly KubeObject[]>(
    "fileObjects",
    (path) => (isYaml(path) ? sources.units(path).flatMap((it) => objectsIn(it.id)) : []),
    { equal: sameItems },
  );

  const fileOpaque = graph.query<boolean>("fileOpaque", (path) => sources.units(path).some((it) => document(it.id) === opaque));

  const index = graph.query<ReadonlyMap<string, readonly KubeObject[]>>("kinds", () => {
    const found = new Map<string, KubeObject[]>();
    for (const path of sources.paths())
      for (const it of fileKinds(path)) {
        const key = `${it.world}|${it.kind}`;
        const list = found.get(key);
        if (list) list.push(it);
        else found.set(key, [it]);
      }
    return found;
  });

  const opaqueWorlds = graph.query<ReadonlySet<string>>(
    "opaqueWorlds",
    () => new Set(sources.paths().flatMap((path) => (isYaml(path) && fileOpaque(path) ? [worlds.placement(path).world] : []))),
    { equal: (a, b) => a.size === b.size && [...a].every((it) => b.has(it)) },
  );

  const ofKind = graph.query<readonly KubeObject[]>("ofKind", (key) => index("").get(key) ?? [], { equal: sameItems });

  const worldWorkloads = graph.query<readonly Workload[]>("worldWorkloads", (world) =>
    [...index("")].flatMap(([key, list]) =>
      key.startsWith(`${world}|`) && list.some((it) => podPath(it.group, it.kind) !== undefined)
        ? list.flatMap((it) => workloadOf(it) ?? [])
        : [],
    ),
  );

  const project: KubernetesProject = {
    objects: (near, pick) => {
      const slash = pick.lastIndexOf("/");
      const found = ofKind(`${near.world}|${pick.slice(slash + 1)}`);
      return slash < 0 ? found : found.filter((it) => it.group === pick.slice(0, slash));
    },
    mayHide: (near, pick) => {
      if (opaqueWorlds("").has(near.world) || get(near.body, "metadata.namespace")?.kind === "unknown") return true;
      return project
        .objects(near, pick)
        .some((it) => it.namespaced && get(it.body, "metadata.namespace")?.kind === "unknown" && it.namespaceKey !== near.namespaceKey);
    },
    workloads: (near) => worldWorkloads(near.world),
    closedWorld: (near) => {
      if (near.namespace === undefined && near.namespaced) return false;
      if (worlds.open(near.world)) return false;
      if (["HelmRelease", "HelmChart", "Application", "ApplicationSet"].some((kind) => ofKind(`${near.world}|${kind}`).length > 0))
        return false;
      const namespace = near.kind === "Namespace" ? near.name : near.namespace;
      return (
        ofKind(`${near.world}|Namespace`).some((it) => it.name === namespace) ||
        worldWorkloads(near.world).some((it) => it.namespace === namespace)
      );
    },
    namespaceLabels: (near) => {
      const name = near.kind === "Namespace" ? near.name : near.namespace;
      const found = ofKind(`${near.world}|Namespace`).find((it) => it.name === name);
      if (found === undefined || name === undefined) return undefined;
      return new Map([...found.labels, ["kubernetes.io/metadata.name", name]]);
    },
    selector: (value) => parseSelector(value),
    matches,
  };

  return { objectsIn, workloadsIn, problemsIn: (unit) => document(unit).problems, project };
}
