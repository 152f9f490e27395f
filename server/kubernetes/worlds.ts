/** Worlds: which objects see each other (SEMANTICS W4-W7, W11). */
// A file that kustomizations include belongs to the outermost of them and takes their namespaces; all other files of the workspace share one
// world. A file that two unrelated overlays include with different namespaces is in neither for certain: its namespace is unknown.

import type { Value } from "../../rules/api.js";
import { get, text, texts } from "../../rules/lib/value.js";
import type { Sources } from "../sources.js";
import { folderOf } from "../sources.js";
import type { Placement } from "./objects.js";

interface Kustomization {
  readonly path: string;
  readonly namespace: string | undefined;
  /** Files and folders of the workspace that it includes, resolved. */
  readonly includes: readonly string[];
  /** True when something it includes is not in the workspace. */
  readonly remote: boolean;
}

export interface Worlds {
  placement(path: string): Placement;
  /** Whether something outside the workspace contributes to the world. */
  open(world: string): boolean;
}

const names = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

export function createWorlds(sources: Sources, read: (path: string) => Value | undefined): Worlds {
  const { graph } = sources;

  const kustomization = graph.query<Kustomization | undefined>(
    "kustomization",
    (path) => {
      const value = read(path);
      if (value?.kind !== "dict") return undefined;
      const folder = folderOf(path);
      const listed = ["resources", "bases", "components", "crds"].flatMap((field) => texts(get(value, field)));
      const includes = listed.map((it) => resolvePath(folder, it));
      return {
        path,
        namespace: text(get(value, "namespace")),
        includes: includes.flatMap((it) => it ?? []),
        remote:
          listed.some((it, i) => /:\/\/|^git@|github\.com/.test(it) || includes[i] === undefined) || get(value, "helmCharts") !== undefined,
      };
    },
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );

  /** Kustomizations by what they include: a file, or the kustomization file of a folder. */
  const includers = graph.query<ReadonlyMap<string, readonly Kustomization[]>>("includers", () => {
    const found = new Map<string, Kustomization[]>();
    const all = sources.paths().filter((it) => names.includes(it.slice(it.lastIndexOf("/") + 1)));
    for (const path of all) {
      const it = kustomization(path);
      for (const target of it?.includes ?? []) {
        const inner = all.find((other) => folderOf(other) === target);
        const key = inner ?? target;
        if (it) found.set(key, [...(found.get(key) ?? []), it]);
      }
    }
    return found;
  });

  const placement = graph.query<Placement>(
    "placement",
    (path) => {
      const roots = climb(path, new Set());
      if (roots.length === 0) return { world: "", namespace: undefined, unknownKey: path };
      const namespaces = new Set(roots.map((it) => it.namespace));
      const worlds = [...new Set(roots.map((it) => it.root))].sort();
      const world = worlds[0] ?? "";
      const [only] = [...namespaces];
      return namespaces.size === 1
        ? { world, namespace: only, unknownKey: world }
        : { world, namespace: undefined, unknownKey: `${world}!${path}` };
    },
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );

  /** The outermost kustomizations above a file, each with the namespace that the outermost setting gives. */
  function climb(path: string, seen: ReadonlySet<string>): readonly { root: string; namespace: string | undefined }[] {
    if (seen.has(path)) return [];
    const above = includers("").get(path) ?? [];
    return above.flatMap((it) => {
      const outer = climb(it.path, new Set([...seen, path]));
      if (outer.length === 0) return [{ root: it.path, namespace: it.namespace }];
      return outer.map((root) => ({ root: root.root, namespace: root.namespace ?? it.namespace }));
    });
  }

  return {
    placement,
    open: (world) => {
      if (world === "") return false;
      const work = [world];
      const seen = new Set<string>();
      for (let path = work.pop(); path !== undefined; path = work.pop()) {
        if (seen.has(path)) continue;
        seen.add(path);
        const it = kustomization(path);
        if (it === undefined) continue;
        if (it.remote) return true;
        for (const target of it.includes) for (const name of names) work.push(`${target}/${name}`);
      }
      return false;
    },
  };
}

/** A path relative to a folder; undefined when it leaves the workspace or is remote. */
export function resolvePath(folder: string, relative: string): string | undefined {
  if (/:\/\/|^git@/.test(relative) || relative.startsWith("/")) return undefined;
  const parts = folder === "" ? [] : folder.split("/");
  for (const step of relative.split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== "..") parts.push(step);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}
