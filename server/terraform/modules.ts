/** Modules: a folder is a module; who calls whom decides its instances. */
import type { Graph } from "../incremental.js";
import type { Sources } from "../sources.js";
import { folderOf, languageOf } from "../sources.js";
import type { Attribute, Block, Expression, HclFile } from "../syntax/hcl/tree.js";

export interface Declared<T> {
  readonly node: T;
  readonly path: string;
}

/** What the files of one folder declare. */
export interface Module {
  readonly folder: string;
  readonly variables: ReadonlyMap<string, Declared<Block>>;
  readonly locals: ReadonlyMap<string, Declared<Attribute>>;
  readonly outputs: ReadonlyMap<string, Declared<Block>>;
  readonly calls: ReadonlyMap<string, Declared<Block>>;
  /** `aws_vpc.main`, `data.aws_vpc.main`. */
  readonly resources: ReadonlyMap<string, Declared<Block>>;
}

/** One evaluation of a module: as a root, or for one call. */
export interface Instance {
  readonly id: string;
  readonly folder: string;
  readonly root: string;
  readonly scope: string;
  readonly parent: string | undefined;
  readonly call: string | undefined;
  readonly depth: number;
}

const maximumDepth = 8;
const maximumInstances = 24;

export interface Modules {
  module(folder: string): Module;
  instances(folder: string): readonly Instance[];
  /** Folders of all modules. */
  folders(): readonly string[];
  /** Whether a call's source is a folder of the workspace. */
  target(folder: string, call: Block): string | undefined;
}

export function createModules(graph: Graph, sources: Sources, tree: (path: string) => HclFile | undefined): Modules {
  const module = graph.query<Module>("module", (folder) => {
    const found = {
      folder,
      variables: new Map<string, Declared<Block>>(),
      locals: new Map<string, Declared<Attribute>>(),
      outputs: new Map<string, Declared<Block>>(),
      calls: new Map<string, Declared<Block>>(),
      resources: new Map<string, Declared<Block>>(),
    };
    for (const path of sources.inFolder(folder)) {
      if (!path.endsWith(".tf")) continue;
      for (const node of tree(path)?.body.items ?? []) {
        if (node.kind !== "block") continue;
        const [first, second] = node.labels.map((it) => it.text);
        if (node.type === "locals") {
          for (const it of node.body.items) if (it.kind === "attribute") found.locals.set(it.name, { node: it, path });
        } else if (first === undefined) continue;
        else if (node.type === "variable") found.variables.set(first, { node, path });
        else if (node.type === "output") found.outputs.set(first, { node, path });
        else if (node.type === "module") found.calls.set(first, { node, path });
        else if (second !== undefined && node.type === "resource") found.resources.set(`${first}.${second}`, { node, path });
        else if (second !== undefined && (node.type === "data" || node.type === "ephemeral"))
          found.resources.set(`${node.type}.${first}.${second}`, { node, path });
      }
    }
    return found;
  });

  const folders = graph.query<readonly string[]>(
    "moduleFolders",
    () => [
      ...new Set(
        sources
          .paths()
          .filter((it) => languageOf(it) === "terraform" && it.endsWith(".tf"))
          .map(folderOf),
      ),
    ],
    { equal: (a, b) => a.join("\n") === b.join("\n") },
  );

  /** Local calls of a folder: name and target. The step that keeps an edit inside a module from reaching the tree. */
  const localCalls = graph.query<readonly { readonly name: string; readonly target: string }[]>(
    "localCalls",
    (folder) =>
      [...module(folder).calls].flatMap(([name, { node }]) => {
        const goal = target(folder, node);
        return goal === undefined ? [] : [{ name, target: goal }];
      }),
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );

  const callers = graph.query<ReadonlyMap<string, readonly { readonly folder: string; readonly name: string }[]>>("callers", () => {
    const found = new Map<string, { folder: string; name: string }[]>();
    for (const folder of folders(""))
      for (const { name, target: goal } of localCalls(folder)) found.set(goal, [...(found.get(goal) ?? []), { folder, name }]);
    return found;
  });

  const instances: (folder: string) => readonly Instance[] = graph.query<readonly Instance[]>(
    "instances",
    (folder) => {
      const above = (callers("").get(folder) ?? []).filter((it) => it.folder !== folder);
      const found = above.flatMap((caller) =>
        instances(caller.folder).flatMap((parent): readonly Instance[] => {
          if (parent.depth >= maximumDepth) return [];
          const scope = parent.scope === "" ? `module.${caller.name}` : `${parent.scope}.module.${caller.name}`;
          return [
            {
              id: `${folder}|${parent.root}|${scope}`,
              folder,
              root: parent.root,
              scope,
              parent: parent.id,
              call: caller.name,
              depth: parent.depth + 1,
            },
          ];
        }),
      );
      if (found.length > 0) return found.slice(0, maximumInstances);
      return [{ id: `${folder}|${folder}|`, folder, root: folder, scope: "", parent: undefined, call: undefined, depth: 0 }];
    },
    {
      equal: (a, b) => JSON.stringify(a) === JSON.stringify(b),
      cycle: (folder) => [{ id: `${folder}|${folder}|`, folder, root: folder, scope: "", parent: undefined, call: undefined, depth: 0 }],
    },
  );

  function target(folder: string, call: Block): string | undefined {
    const source = literal(attribute(call, "source")?.value);
    if (source === undefined || !/^\.{1,2}(?:\/|$)/.test(source)) return undefined;
    const parts = folder === "" ? [] : folder.split("/");
    for (const step of source.split("/")) {
      if (step === "" || step === ".") continue;
      if (step !== "..") parts.push(step);
      else if (parts.pop() === undefined) return undefined;
    }
    const goal = parts.join("/");
    return sources.inFolder(goal).some((it) => it.endsWith(".tf")) ? goal : undefined;
  }

  return { module, instances, folders: () => folders(""), target };
}

export function attribute(block: Block, name: string): Attribute | undefined {
  for (const it of block.body.items) if (it.kind === "attribute" && it.name === name) return it;
  return undefined;
}

function literal(it: Expression | undefined): string | undefined {
  if (it?.kind !== "template" || it.parts.length !== 1) return undefined;
  const [only] = it.parts;
  return only?.kind === "text" ? only.value : undefined;
}
