/** Worlds: which objects see each other, and in which namespace they are (SEMANTICS W4-W7, W11).
 *
 * - A file that kustomizations include belongs to the outermost of them: one world for each such root. A base under several overlays is judged
 *   once for each, with that overlay's namespace, labels and patches; equal findings fall together because they are at one place.
 * - A Helm chart (a folder with Chart.yaml) is a world: its objects are one release, in a namespace that is not known.
 * - All other files of the workspace share one world. Folders that look like separate examples are not parted: a protective object too many in
 *   view makes a rule silent, one too few makes it lie. For the same reason a namespace that two worlds speak of is closed in neither, unless
 *   the two share a base and so are variants of one another.
 */
import type { Value } from "../../rules/api.js";
import { get, items, text } from "../../rules/lib/value.js";
import { push, sameItems } from "../incremental.js";
import { folderOf, languageOf, type Sources } from "../sources.js";
import { isKustomization, type Kustomization, kustomizationsIn, readKustomization, resolvePath } from "./kustomize.js";
import type { Placement, Written } from "./objects.js";

/** One of the worlds that a file is part of. */
export interface Instance extends Placement {
  /** The kustomizations that change the file, innermost first. */
  readonly steps: readonly string[];
}

export interface Worlds {
  instances(path: string): readonly Instance[];
  /** A file that is merged into objects instead of being one. */
  isPatch(path: string): boolean;
  /** The files of a kustomization's world; nothing for other worlds. */
  files(world: string): readonly string[];
  /** Whether something outside the workspace contributes to the world. */
  isOpen(world: string): boolean;
}

interface Reads {
  /** The first document of a file as a value. */
  readonly value: (path: string) => Value | undefined;
  /** The files that Flux Kustomizations and Argo CD Applications are written in. */
  readonly deployers: () => readonly string[];
  /** Those of one file. */
  readonly deployments: (path: string) => readonly Written[];
}

/** Above so many overlays, the rest is not judged: the findings would be the same many times over. */
const maximumInstances = 6;
const maximumDepth = 20;

export function createWorlds(sources: Sources, reads: Reads): Worlds {
  const { graph } = sources;
  const sameData = { equal: (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b) };

  const kustomization = graph.query<Kustomization | undefined>(
    "kustomization",
    (path) => readKustomization(path, reads.value(path)),
    sameData,
  );

  const all = graph.query<readonly string[]>("kustomizations", () => sources.paths().filter(isKustomization), { equal: sameItems });

  const kustomizationIn = (folder: string): string | undefined => kustomizationsIn(folder).find((it) => sources.text(it) !== undefined);

  /** The files that a kustomization includes; a folder stands for its kustomization. */
  const includes = graph.query<readonly string[]>(
    "includes",
    (path) => (kustomization(path)?.includes ?? []).map((it) => kustomizationIn(it) ?? it),
    { equal: sameItems },
  );

  const includers = graph.query<ReadonlyMap<string, readonly string[]>>("includers", () => invert(all(""), includes));
  const patched = graph.query<ReadonlyMap<string, readonly string[]>>("patched", () =>
    invert(all(""), (path) => kustomization(path)?.patches ?? []),
  );
  const includersOf = graph.query<readonly string[]>("includersOf", (path) => includers("").get(path) ?? [], { equal: sameItems });
  const patchersOf = graph.query<readonly string[]>("patchersOf", (path) => patched("").get(path) ?? [], { equal: sameItems });
  // Without a kustomization there is nothing to be kept for each file.
  const above = (path: string): readonly string[] => (all("").length === 0 ? [] : includersOf(path));
  const patchers = (path: string): readonly string[] => (all("").length === 0 ? [] : patchersOf(path));

  const charts = graph.query<ReadonlySet<string>>(
    "charts",
    () => new Set(sources.paths().flatMap((it) => (/(?:^|\/)Chart\.ya?ml$/.test(it) ? [folderOf(it)] : []))),
    sameKeys,
  );

  /** The outermost chart whose templates a file is among. */
  function chartOf(path: string): string | undefined {
    const known = charts("");
    if (known.size === 0) return undefined;
    let found: string | undefined;
    for (let folder = folderOf(path); ; folder = folderOf(folder)) {
      if (known.has(folder)) found = folder;
      if (folder === "") break;
    }
    return found !== undefined && /(?:^|\/)(?:templates|crds)\//.test(path.slice(found.length)) ? found : undefined;
  }

  /** Folders that Flux or Argo CD deploy, with the namespace that they name (W4c). */
  const deployed = graph.query<readonly (readonly [folder: string, namespace: string | undefined])[]>(
    "deployed",
    () => reads.deployers().flatMap((path) => (languageOf(path) === "yaml" ? deployedBy(path) : [])),
    sameData,
  );
  const deployedBy = graph.query<readonly (readonly [folder: string, namespace: string | undefined])[]>(
    "deployedBy",
    (path) => reads.deployments(path).flatMap(foldersOf),
    { ...sameData, settles: true },
  );

  /** The namespace of the nearest deployed folder around; undefined when there is none or several disagree. */
  function fallbackFor(path: string): string | undefined {
    let nearest = -1;
    const namespaces = new Set<string | undefined>();
    for (const [folder, namespace] of deployed("")) {
      if (folder !== "" && !path.startsWith(`${folder}/`)) continue;
      if (folder.length < nearest) continue;
      if (folder.length > nearest) namespaces.clear();
      nearest = folder.length;
      namespaces.add(namespace);
    }
    return namespaces.size === 1 ? [...namespaces][0] : undefined;
  }

  /** Chains of kustomizations from the innermost above a file to each root. */
  const chains = graph.query<readonly (readonly string[])[]>(
    "chains",
    (path) => {
      const found: (readonly string[])[] = [];
      const climb = (here: string, chain: readonly string[]): void => {
        const next = above(here).filter((it) => it !== path && !chain.includes(it));
        if (next.length === 0 || chain.length > maximumDepth) {
          if (chain.length > 0) found.push(chain);
          return;
        }
        // A bound on the work where overlays multiply.
        for (const it of next) if (found.length < 100) climb(it, [...chain, it]);
      };
      for (const start of isKustomization(path) && kustomization(path) ? [path] : [...new Set([...above(path), ...patchers(path)])])
        climb(start, [start]);
      const byRoot = new Map(found.map((it) => [it.at(-1) ?? "", it]));
      return [...byRoot].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, chain]) => chain);
    },
    sameData,
  );

  const instances = graph.query<readonly Instance[]>(
    "instances",
    (path) => {
      const known = above(path).length > 0 || patchers(path).length > 0 || isKustomization(path) ? chains(path) : [];
      if (known.length > 0)
        return known.slice(0, maximumInstances).map((steps) => {
          const world = steps.at(-1) ?? "";
          const override = steps.flatMap((it) => kustomization(it)?.namespace ?? []).at(-1);
          return { world, override, fallback: fallbackFor(world), unknownKey: world, release: false, steps };
        });
      const chart = chartOf(path);
      if (chart !== undefined)
        return [{ world: `${chart}/Chart.yaml`, override: undefined, fallback: undefined, unknownKey: chart, release: true, steps: [] }];
      return [{ world: "", override: undefined, fallback: fallbackFor(path), unknownKey: path, release: false, steps: [] }];
    },
    sameData,
  );

  const files = graph.query<readonly string[]>(
    "worldFiles",
    (world) => {
      const seen = new Set<string>();
      const work = isKustomization(world) ? [world] : [];
      for (let path = work.pop(); path !== undefined; path = work.pop()) {
        if (seen.has(path)) continue;
        seen.add(path);
        if (isKustomization(path)) work.push(...includes(path));
      }
      return [...seen].sort();
    },
    { equal: sameItems },
  );

  const isOpen = graph.query<boolean>("isOpen", (world) => {
    if (world.endsWith("/Chart.yaml")) return true;
    return files(world).some((path) => {
      const roots = isKustomization(path) ? [] : chains(path);
      return (
        sources.text(path) === undefined ||
        kustomization(path)?.remote === true ||
        roots.slice(maximumInstances).some((it) => it.at(-1) === world)
      );
    });
  });

  return { instances, isPatch: (path) => patchers(path).length > 0 && above(path).length === 0, files, isOpen };
}

const sameKeys = { equal: (a: ReadonlySet<string>, b: ReadonlySet<string>) => sameItems([...(a ?? [])], [...b]) };

function invert(paths: readonly string[], targets: (path: string) => readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const path of paths)
    for (const target of targets(path)) {
      push(found, target, path);
    }
  return found;
}

function foldersOf({ kind, body }: Written): readonly (readonly [string, string | undefined])[] {
  const namespace = text(get(body, kind === "Application" ? "spec.destination.namespace" : "spec.targetNamespace"));
  const listed = kind === "Application" ? [get(body, "spec.source"), ...items(get(body, "spec.sources"))] : [get(body, "spec")];
  return listed.flatMap((it) => {
    const folder = text(get(it, "path"));
    const resolved = folder === undefined || get(it, "chart") !== undefined ? undefined : resolvePath("", folder);
    return resolved === undefined ? [] : [[resolved, namespace] as const];
  });
}
