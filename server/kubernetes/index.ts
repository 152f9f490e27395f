/** The Kubernetes side of the workspace: objects by document, and the questions that rules may ask about their world. */
import type { KubeObject, KubernetesProject, Value, Workload } from "../../rules/api.js";
import { remembered } from "../../rules/lib/remembered.js";
import { get, items, text, texts } from "../../rules/lib/value.js";
import { push, sameItems } from "../incremental.js";
import { folderOf, languageOf, pathOf, type Sources } from "../sources.js";
import type { SyntaxProblem } from "../syntax/text.js";
import { parseYaml, type YamlDocument } from "../syntax/yaml/parse.js";
import { type Peek, peek } from "../syntax/yaml/peek.js";
import { templateActions } from "../syntax/yaml/templates.js";
import { createIndex } from "./files.js";
import { createCharts } from "./helm/charts.js";
import { type Frames, stretches } from "./helm/frames.js";
import { render } from "./helm/render.js";
import { isNamespaced, mayCreateObjects } from "./kinds.js";
import { resolvePath, type Transformer, transformersOf } from "./kustomize.js";
import { groupOf, objectOf, type Written, workloadOf, writtenIn } from "./objects.js";
import { loosenDict } from "./patch.js";
import { matches, parseSelector } from "./selectors.js";
import type { TerraformObjects } from "./terraform.js";
import { createWorlds } from "./worlds.js";

export interface Kubernetes {
  /** Once for each world that the file is part of. */
  objectsIn(unit: string): readonly KubeObject[];
  workloadsIn(unit: string): readonly Workload[];
  objects(path: string): readonly KubeObject[];
  workloads(path: string): readonly Workload[];
  /** The workloads and the objects of a kind in one namespace, by its `namespaceKey`. */
  workloadsAt(key: string): readonly Workload[];
  objectsAt(key: string, kind: string): readonly KubeObject[];
  /** The Namespace object of a name. */
  namespaceAt(world: string, name: string): KubeObject | undefined;
  /** Whole objects by a word of their own. Whoever asks for one word hears nothing of edits of objects that have another. */
  lookup(name: string, wordOf: (object: KubeObject) => string | undefined): (word: string) => readonly KubeObject[];
  /** Syntax problems of a document that holds an object. */
  problemsIn(unit: string): readonly SyntaxProblem[];
  kindOf(path: string): "kubernetes" | "none";
  /** Whether a world has whole objects of a kind. Whoever asks hears of the first one and of the last. */
  holds(world: string, kind: string): boolean;
  /** Whole objects of one world by kind, and its workloads. */
  ofKind(world: string, kind: string): readonly KubeObject[];
  workloadsOf(world: string): readonly Workload[];
  /** Whether the world holds a document that will be some object, but nobody can tell which. */
  isOpaque(world: string): boolean;
  readonly project: KubernetesProject;
}

export interface KubernetesSettings {
  /** Documents of other kinds are never composed; without it only CustomResourceDefinitions are left alone. */
  readonly wants?: (group: string, kind: string) => boolean;
  /** The objects that Terraform creates. */
  readonly terraform?: TerraformObjects;
}

/** What the head of a document makes of its file. */
type Announced = "deploy folders" | "declare kinds" | "test policies" | "hold anything";

const none: readonly KubeObject[] = [];
const empty: YamlDocument = { value: undefined, problems: [], template: false };
const deployments: ReadonlySet<string> = new Set(["kustomize.toolkit.fluxcd.io/Kustomization", "argoproj.io/Application"]);
/** A larger JSON file is data. */
const longestJson = 1_000_000;

export function createKubernetes(sources: Sources, settings: KubernetesSettings = {}): Kubernetes {
  const { graph } = sources;
  const wants = settings.wants ?? ((_, kind) => kind !== "CustomResourceDefinition");

  const peeked = graph.query<Peek>("peek", (unit) => peek(sources.unitText(unit) ?? ""), {
    equal: (a, b) => a?.kind === b.kind && a.apiVersion === b.apiVersion && a.object === b.object,
  });

  /** Composed as soon as anybody asks, so ask `peeked` first. */
  const composed = graph.query<YamlDocument>("document", (unit) => {
    const text = sources.unitText(unit);
    return text === undefined ? empty : parseYaml(text, unit);
  });

  /** The first document of a file that is not empty. */
  function firstValue(path: string): Value | undefined {
    const first = sources.units(path).find((it) => /^(?!---|\s*#|\s*$)/m.test(sources.unitText(it.id) ?? ""));
    return first && composed(first.id).value;
  }

  function document(unit: string): YamlDocument {
    const { object, apiVersion, kind } = peeked(unit);
    const wanted = object && (apiVersion === undefined || kind === undefined || wants(groupOf(apiVersion), kind));
    return wanted ? composed(unit) : empty;
  }

  const charts = createCharts(sources, firstValue);

  /** Files by what the heads of their documents announce: the few that most questions about whole workspaces are about. */
  const heads = createIndex(sources, "heads", (path) => isText(path));
  const filesThat = heads.files<Announced>("announce", (path) => {
    const found: Announced[] = isSuite(path) ? ["test policies"] : [];
    for (const id of sources.unitIds(path)) {
      const { object, apiVersion, kind } = peeked(id);
      if (apiVersion !== undefined && deployments.has(`${groupOf(apiVersion)}/${kind}`)) found.push("deploy folders");
      if (kind === "CustomResourceDefinition") found.push("declare kinds");
      if (apiVersion?.startsWith("test.gatekeeper.sh/")) found.push("test policies");
      if (object && (isOpen(apiVersion) || isOpen(kind))) found.push("hold anything");
    }
    return found;
  });

  /** What is open at the start of each document of a template: blocks of Helm do not end with documents. */
  const frames = graph.query<ReadonlyMap<string, Frames>>("templateFrames", (path) => {
    const found = new Map<string, Frames>();
    let open: Frames | undefined = [];
    for (const { id } of sources.units(path)) {
      if (open === undefined) break;
      found.set(id, open);
      const actions = templateActions(sources.unitText(id) ?? "");
      open = actions && stretches(actions, open)?.at(-1)?.frames;
    }
    return open?.length === 0 ? found : new Map();
  });
  const framesBefore = graph.query<Frames | undefined>("framesBefore", (unit) => frames(pathOf(unit)).get(unit), {
    equal: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });

  /** A document as its chart ships it: with the defaults that are decided. */
  function rendered(unit: string): Value | undefined {
    return sources.unitText(unit)?.includes("{{") === true ? renderedTemplate(unit) : document(unit).value;
  }

  const renderedTemplate = graph.query<Value | undefined>("rendered", (unit) => {
    const { value } = document(unit);
    const text = sources.unitText(unit);
    if (value === undefined || text === undefined) return value;
    const chart = charts.chartOf(pathOf(unit));
    const before = chart === undefined ? undefined : framesBefore(unit);
    if (chart === undefined || before === undefined) return value;
    return render(value, text, {
      frames: before,
      values: (path) => charts.valueAt(chart, path),
      chart: (field) => charts.field(chart, field),
    });
  });

  const written = graph.query<readonly Written[]>(
    "written",
    (unit) => writtenIn(rendered(unit), { unit, start: 0, end: sources.unitText(unit)?.length ?? 0 }),
    { equal: sameItems },
  );

  const worlds = createWorlds(sources, {
    value: firstValue,
    deployers: () => filesThat("deploy folders"),
    deployments: (path) =>
      sources.units(path).flatMap(({ id }) => {
        const { apiVersion, kind } = peeked(id);
        return apiVersion !== undefined && deployments.has(`${groupOf(apiVersion)}/${kind}`)
          ? writtenIn(composed(id).value, { unit: id, start: 0, end: 0 })
          : [];
      }),
  });

  const transformers = graph.query<readonly Transformer[]>(
    "transformers",
    (path) => {
      const value = sources
        .units(path)
        .map((it) => composed(it.id).value)
        .find((it) => it?.kind === "dict");
      if (value?.kind !== "dict") return [];
      const fileValues = (file: string): readonly Value[] => sources.units(file).flatMap((it) => composed(it.id).value ?? []);
      return transformersOf(value, path, fileValues, (name) => accounts(path).includes(name));
    },
    { equal: sameItems },
  );

  /** Names of the ServiceAccounts that a kustomization builds. */
  const accounts = graph.query<readonly string[]>("accounts", (path) => [...new Set(worlds.files(path).flatMap(accountsIn))].sort(), {
    equal: sameItems,
  });

  const accountsIn = graph.query<readonly string[]>(
    "accountsIn",
    (path) =>
      sources.units(path).flatMap(({ id }) => {
        if (peeked(id).kind !== "ServiceAccount") return [];
        return written(id).flatMap((it) => nameOf(it) ?? []);
      }),
    { equal: sameItems },
  );

  /** Scopes of the kinds that the workspace itself declares, without composing the (long) declarations. */
  const declared = graph.query<ReadonlyMap<string, boolean>>(
    "declaredKinds",
    () => new Map(filesThat("declare kinds").flatMap(declaredIn)),
    { equal: (a, b) => sameItems([...(a ?? [])].flat(), [...b].flat()) },
  );

  const declaredIn = graph.query<readonly (readonly [string, boolean])[]>(
    "declaredIn",
    (path) =>
      sources
        .units(path)
        .flatMap(({ id }) => (peeked(id).kind === "CustomResourceDefinition" ? declaration(sources.unitText(id) ?? "") : [])),
    { equal: (a, b) => sameItems((a ?? []).flat(), b.flat()), settles: true },
  );

  /** What tests of policies are fed with: it is made to break policies, and nobody applies it. */
  const testInputs = graph.query<ReadonlySet<string>>(
    "testInputs",
    () => new Set(filesThat("test policies").flatMap((path) => (languageOf(path) === "yaml" ? testInputsOf(path) : []))),
    { equal: (a, b) => a?.size === b.size && [...a].every((it) => b.has(it)), settles: true },
  );

  const areTestInputs = graph.query<boolean>("areTestInputs", () => testInputs("").size > 0, { picks: true });
  const isOfTestInputs = graph.query<boolean>("testInput", (path) => testInputs("").has(path), { picks: true });
  const isTestInput = (path: string): boolean => areTestInputs("") && isOfTestInputs(path);

  const testInputsOf = graph.query<readonly string[]>(
    "testInputsOf",
    (path) => {
      const folder = folderOf(path);
      if (/(?:^|\/)chainsaw-test\.ya?ml$/.test(path)) return sources.inFolder(folder).filter((it) => it !== path);
      const named = sources.unitIds(path).flatMap((id) => {
        const { value } = composed(id);
        const cases = items(get(value, "tests")).flatMap((it) => items(get(it, "cases")));
        return [...texts(get(value, "resources")), ...cases.flatMap((it) => [...texts(get(it, "object")), ...texts(get(it, "inventory"))])];
      });
      return named.flatMap((it) => resolvePath(folder, it) ?? []);
    },
    { equal: sameItems, settles: true },
  );

  const objectsIn = graph.query<readonly KubeObject[]>(
    "objects",
    (unit) => {
      const path = pathOf(unit);
      const scope = (kind: string): boolean | undefined => declared("").get(kind);
      if (languageOf(path) === "terraform")
        return (settings.terraform?.objects(unit) ?? []).map((it) => ({
          ...objectOf(it.written, it.placement, "terraform", scope),
          label: it.label,
        }));
      if (!mayHold(path) || isTestInput(path) || isTestPath(path)) return [];
      const found = written(unit);
      if (found.length === 0) return [];
      const partial = worlds.isPatch(path);
      return worlds.instances(path).flatMap((instance) =>
        found.flatMap((it) => {
          if (partial) return [objectOf({ ...it, body: loosenDict(it.body) }, instance, "yaml", scope)];
          const changed = instance.steps
            .flatMap((step) => transformers(step))
            .reduce<Written | undefined>((here, change) => here && change(here), it);
          return changed ? [objectOf(changed, instance, "yaml", scope)] : [];
        }),
      );
    },
    { equal: sameItems },
  );

  const workloadsIn = (unit: string): readonly Workload[] => workloadsAmong(objectsIn(unit));

  function mayHold(path: string): boolean {
    return languageOf(path) === "terraform" ? path.endsWith(".tf") && createsObjects(path) : isText(path);
  }

  function isText(path: string): boolean {
    const language = languageOf(path);
    return language === "yaml" || (language === "json" && (sources.text(path)?.length ?? 0) < longestJson);
  }

  /** Most Terraform has nothing to do with Kubernetes, and a query that is never asked takes no memory. */
  const createsObjects = graph.query<boolean>(
    "createsObjects",
    (path) => settings.terraform !== undefined && /"(?:kubernetes|kubectl)_/.test(sources.text(path) ?? ""),
    { settles: true },
  );

  const objects = graph.query<readonly KubeObject[]>(
    "fileObjects",
    (path) => (mayHold(path) ? sources.units(path).flatMap((it) => objectsIn(it.id)) : []),
    { equal: sameItems },
  );
  const workloads = graph.query<readonly Workload[]>(
    "fileWorkloads",
    (path) => (mayHold(path) ? sources.units(path).flatMap((it) => workloadsIn(it.id)) : []),
    { equal: sameItems },
  );

  /** The objects of a file that are whole: a patch is no object that others could see. */
  const whole = (path: string): readonly KubeObject[] => (worlds.isPatch(path) ? [] : objects(path));

  /** Files by what is said of their objects. */
  const index = createIndex(sources, "objectFiles", mayHold);
  const filesWithKind = index.files("kindFiles", (path) => whole(path).map((it) => `${it.world}|${it.kind}`));
  const filesWithWorkloads = index.files("workloadFiles", (path) => (worlds.isPatch(path) ? [] : workloads(path).map((it) => it.world)));
  const filesWithNamespace = index.files("namespaceFiles", (path) => objects(path).flatMap((it) => namespaceNamedBy(it) ?? []));
  const filesForCluster = index.files("clusterFiles", (path) => whole(path).flatMap((it) => (it.namespaced ? [] : it.kind)));
  const filesWithImporters = index.files("importerFiles", (path) =>
    whole(path).flatMap((it) => (mayCreateObjects(it.group, it.kind) ? [it.world] : [])),
  );
  /** Whether a world holds any object of a kind. Most kinds that are asked about in every namespace are in none of them. */
  const holds = graph.query<boolean>("holdsKind", (key) => filesWithKind(key).length > 0, { picks: true });

  const ofKind = graph.query<readonly KubeObject[]>(
    "ofKind",
    (key) => filesWithKind(key).flatMap((path) => objects(path).filter((it) => `${it.world}|${it.kind}` === key)),
    { equal: sameItems },
  );
  const worldWorkloads = graph.query<readonly Workload[]>(
    "worldWorkloads",
    (world) => filesWithWorkloads(world).flatMap((path) => workloads(path).filter((it) => it.world === world)),
    { equal: sameItems },
  );

  function lookup(name: string, wordOf: (object: KubeObject) => string | undefined): (word: string) => readonly KubeObject[] {
    const files = index.files(`${name}.files`, (path) => whole(path).flatMap((it) => wordOf(it) ?? []));
    return graph.query<readonly KubeObject[]>(
      name,
      (word) => files(word).flatMap((path) => whole(path).filter((it) => wordOf(it) === word)),
      { equal: sameItems },
    );
  }

  /** Lists by namespace key: made once for a world, so that asking in each of its namespaces costs what is found there. */
  function byNamespace<T extends KubeObject>(name: string, list: (of: string) => readonly T[]): (of: string, key: string) => readonly T[] {
    const groups = graph.query<ReadonlyMap<string, readonly T[]>>(
      `${name}Groups`,
      (of) => {
        const found = new Map<string, T[]>();
        for (const it of list(of)) push(found, it.namespaceKey, it);
        return found;
      },
      { settles: true },
    );
    const group = graph.query<readonly T[]>(
      name,
      (asked) => {
        const [of = "", key = ""] = asked.split("\n");
        return groups(of).get(key) ?? [];
      },
      { equal: sameItems, picks: true },
    );
    return (of, key) => group(`${of}\n${key}`);
  }
  const namespaceWorkloads = byNamespace("namespaceWorkloads", worldWorkloads);
  const namespaceObjectsOf = byNamespace("namespaceObjects", ofKind);
  const namespaceObjects = (of: string, key: string): readonly KubeObject[] => (holds(of) ? namespaceObjectsOf(of, key) : none);

  /** Namespace objects by `world|name`. */
  const namespacesOf = graph.query<ReadonlyMap<string, KubeObject>>(
    "namespacesOf",
    (world) => {
      const found = new Map<string, KubeObject>();
      for (const it of ofKind(`${world}|Namespace`))
        if (it.group === "" && it.name !== undefined && !found.has(it.name)) found.set(it.name, it);
      return found;
    },
    { settles: true },
  );
  const namedNamespace = graph.query<KubeObject | undefined>(
    "namespaceOf",
    (key) => namespacesOf(worldOf(key)).get(key.slice(key.lastIndexOf("|") + 1)),
    { picks: true },
  );
  const namespaceAt = (world: string, name: string): KubeObject | undefined =>
    holds(`${world}|Namespace`) ? namedNamespace(`${world}|${name}`) : undefined;

  /** W7, by `world|namespace`. */
  const closed = graph.query<boolean>("closedWorld", (key) => {
    const bar = key.lastIndexOf("|");
    const world = key.slice(0, bar);
    const namespace = key.slice(bar + 1);
    if (worlds.isOpen(world) || settings.terraform?.isOpen(world)) return false;
    const inside = namespaceAt(world, namespace) !== undefined || namespaceWorkloads(world, key).length > 0;
    if (!inside) return false;
    const imports = filesWithImporters(world).some((path) =>
      objects(path).some(
        (it) => it.world === world && mayCreateObjects(it.group, it.kind) && !declaredCluster(it) && mayReach(it, namespace),
      ),
    );
    return !imports && !elsewhere(world, namespace);
  });

  /** Whether what an object brings along may end up in a namespace: a release says where it goes, other importers do not. */
  function mayReach(it: KubeObject, namespace: string): boolean {
    const importer = isNamespaced(it.group, it.kind) !== undefined;
    if (importer && it.kind !== "HelmRelease") return true;
    const target = importer ? get(it.body, "spec.targetNamespace") : undefined;
    if (target !== undefined) return text(target) === undefined || text(target) === namespace;
    return it.namespace === undefined || it.namespace === namespace;
  }

  /** An object of an undeclared kind without a namespace of its own: it is taken for cluster-scoped, and might act anywhere. */
  function declaredCluster(it: KubeObject): boolean {
    return declared("").get(`${it.group}/${it.kind}`) === false;
  }

  /** Whether another world, that is no variant of this one, speaks of the namespace. */
  function elsewhere(world: string, namespace: string): boolean {
    return filesWithNamespace(namespace).some(isForeign(world));
  }

  /** Whether a file belongs to other worlds only, and to no variant of this one. */
  function isForeign(world: string): (path: string) => boolean {
    const related = relatedTo(world);
    return (path) => !homes(path).some(related);
  }

  /** Tells whether a world is this one or a variant of it. */
  function relatedTo(world: string): (other: string) => boolean {
    const mine = new Set(worlds.files(world));
    return (other) => other === world || worlds.files(other).some((it) => mine.has(it));
  }

  /**
   * Whether another world has, or may have, objects of a kind for the whole cluster: several kustomizations of a repository are often applied to
   * one. Charts are releases of their own, and not asked. By world and pick.
   */
  const abroad = graph.query<boolean>("abroad", (key) => {
    const [world = "", pick = ""] = key.split("\n");
    const slash = pick.lastIndexOf("/");
    const group = slash < 0 ? undefined : pick.slice(0, slash);
    const kind = pick.slice(slash + 1);
    if (isNamespaced(group ?? "", kind) === true) return false;
    const related = relatedTo(world);
    const counts = (other: string): boolean => !other.endsWith("/Chart.yaml") && !related(other);
    return (
      filesForCluster(kind).some((path) =>
        objects(path).some((it) => it.kind === kind && (group === undefined || it.group === group) && counts(it.world)),
      ) || [...opaqueWorlds("")].some(counts)
    );
  });

  /** The worlds that a file is part of. */
  function homes(path: string): readonly string[] {
    return path.endsWith(".tf") ? [...new Set(objects(path).map((it) => it.world))] : worlds.instances(path).map((it) => it.world);
  }

  /** Worlds with a document that will be some object, but nobody can tell which. */
  const opaqueWorlds = graph.query<ReadonlySet<string>>(
    "opaqueWorlds",
    () => new Set(filesThat("hold anything").flatMap((path) => (isOpaque(path) ? homes(path) : []))),
    { equal: (a, b) => a?.size === b.size && [...a].every((it) => b.has(it)) },
  );

  const isOpaque = graph.query<boolean>(
    "opaque",
    (path) =>
      sources.units(path).some(({ id }) => {
        const { object, apiVersion, kind } = peeked(id);
        if (!object) return false;
        return isVague(apiVersion, id, "apiVersion") || isVague(kind, id, "kind");
      }),
    { settles: true },
  );

  /** Whether a part of an object's head may be anything. Where nothing is written, as when somebody is about to, there is no object. */
  function isVague(peeked: string | undefined, unit: string, name: string): boolean {
    if (peeked !== undefined) return peeked.includes("{{");
    const { value } = composed(unit);
    if (value?.kind !== "dict") return true;
    const written = get(value, name);
    return written === undefined ? !value.complete : written.kind === "unknown";
  }

  /** By world and pick: the objects whose namespace is not known. Most often there is none, however often the kind is edited. */
  const strays = graph.query<readonly KubeObject[]>(
    "strays",
    (key) => {
      const [world = "", pick = ""] = key.split("\n");
      const slash = pick.lastIndexOf("/");
      return ofKind(`${world}|${pick.slice(slash + 1)}`).filter(
        (it) => (slash < 0 || it.group === pick.slice(0, slash)) && get(it.body, "metadata.namespace")?.kind === "unknown",
      );
    },
    { equal: sameItems, settles: true },
  );

  /** By world and pick: what may be anywhere in it; true where nobody can tell. Asked of most objects, so in one look. */
  const hidden = graph.query<true | readonly KubeObject[]>(
    "hidden",
    (key) => opaqueWorlds("").has(key.slice(0, key.indexOf("\n"))) || abroad(key) || strays(key),
    { equal: (a, b) => a === b || (Array.isArray(a) && Array.isArray(b) && sameItems(a, b)), settles: true },
  );

  const project: KubernetesProject = {
    objects: (near, pick) => {
      const slash = pick.lastIndexOf("/");
      const found = ofKind(`${near.world}|${pick.slice(slash + 1)}`);
      return slash < 0 ? found : found.filter((it) => it.group === pick.slice(0, slash));
    },
    mayHide: (near, pick) => {
      const found = hidden(`${near.world}\n${pick}`);
      if (found === true || get(near.body, "metadata.namespace")?.kind === "unknown") return true;
      return found.some((it) => it.namespaceKey !== near.namespaceKey);
    },
    workloads: (near) => worldWorkloads(near.world),
    objectsBeside: (near, pick) => {
      const slash = pick.lastIndexOf("/");
      const found = namespaceObjects(`${near.world}|${pick.slice(slash + 1)}`, insideOf(near));
      return slash < 0 ? found : found.filter((it) => it.group === pick.slice(0, slash));
    },
    workloadsBeside: (near) => namespaceWorkloads(near.world, insideOf(near)),
    workloadOf: workloadIn,
    closedWorld: (near) => {
      const namespace = namespaceNamedBy(near);
      return namespace !== undefined && closed(`${near.world}|${namespace}`);
    },
    namespaceLabels: (near) => {
      const found = project.namespaceOf(near);
      // Labels that are not all known prove nothing.
      return found?.name === undefined || !found.labelsComplete
        ? undefined
        : new Map([...found.labels, ["kubernetes.io/metadata.name", found.name]]);
    },
    namespaceOf: (near) => {
      const name = namespaceNamedBy(near);
      return name === undefined ? undefined : namespaceAt(near.world, name);
    },
    selector: parseSelector,
    matches,
  };

  return {
    objectsIn,
    workloadsIn,
    objects,
    workloads,
    workloadsAt: (key) => namespaceWorkloads(worldOf(key), key),
    lookup,
    namespaceAt,
    objectsAt: (key, kind) => namespaceObjects(`${worldOf(key)}|${kind}`, key),
    problemsIn: (unit) => (languageOf(pathOf(unit)) === "yaml" ? document(unit).problems : []),
    kindOf: (path) =>
      mayHold(path) && languageOf(path) !== "terraform" && sources.units(path).some((it) => written(it.id).length > 0 || isLeftAlone(it.id))
        ? "kubernetes"
        : "none",
    holds: (world, kind) => holds(`${world}|${kind}`),
    ofKind: (world, kind) => ofKind(`${world}|${kind}`),
    workloadsOf: worldWorkloads,
    isOpaque: (world) => opaqueWorlds("").has(world),
    project,
  };

  /** An object by its head that nobody wants composed. */
  function isLeftAlone(unit: string): boolean {
    const { object, apiVersion, kind } = peeked(unit);
    return object && apiVersion !== undefined && kind !== undefined && !wants(groupOf(apiVersion), kind);
  }
}

/** Whether a part of a head is written elsewhere, or by a template. */
function isOpen(part: string | undefined): boolean {
  return part === undefined || part.includes("{{");
}

/** Whether a file says which others policies are tested with. */
function isSuite(path: string): boolean {
  return /(?:^|\/)(?:chainsaw|kyverno)-test\.ya?ml$/.test(path);
}

/** Objects do not change, so what workload one is does not either. */
const workloadIn = remembered(workloadOf);

/** One and the same list for one and the same list. */
const workloadsAmong = remembered((objects: readonly KubeObject[]): readonly Workload[] => objects.flatMap((it) => workloadIn(it) ?? []));

/** Folders that Kyverno and Chainsaw keep tests in. */
function isTestPath(path: string): boolean {
  return /(?:^|\/)\.(?:kyverno|chainsaw)-test\//.test(path);
}

/** The key of the namespace that an object is in, or is. */
function insideOf(it: KubeObject): string {
  return it.kind === "Namespace" && it.group === "" ? `${it.world}|${it.name}` : it.namespaceKey;
}

/** The world of a namespace key. */
function worldOf(key: string): string {
  return key.slice(0, key.lastIndexOf("|"));
}

/** The namespace that an object is in, or is. */
function namespaceNamedBy(it: KubeObject): string | undefined {
  return it.kind === "Namespace" && it.group === "" ? it.name : it.namespace;
}

function nameOf(it: Written): string | undefined {
  const metadata = it.body.entries.find((field) => field.key === "metadata")?.value;
  const name = metadata?.kind === "dict" ? metadata.entries.find((field) => field.key === "name")?.value : undefined;
  return name?.kind === "text" ? name.known : undefined;
}

function declaration(text: string): readonly (readonly [string, boolean])[] {
  const group = /^ {2,4}group: *["']?([\w.-]+)/m.exec(text)?.[1];
  const kind = /^ {2,4}names:[\s\S]{0,2000}?^ {4,8}kind: *["']?(\w+)/m.exec(text)?.[1];
  const scope = /^ {2,4}scope: *["']?(Namespaced|Cluster)\b/m.exec(text)?.[1];
  return group === undefined || kind === undefined || scope === undefined ? [] : [[`${group}/${kind}`, scope === "Namespaced"]];
}
