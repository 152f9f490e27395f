/** Modules: a folder is a module; who calls whom decides its instances. */
import { type Graph, push, sameItems } from "../incremental.js";
import { folderOf, type Sources } from "../sources.js";
import type { Attribute, Block, Expression, HclFile } from "../syntax/hcl/tree.js";

/** Something that a module declares, and the unit that holds it. */
export interface Declared<T> {
  readonly node: T;
  readonly unit: string;
}

/** What a module can be asked for by name; resources as `aws_vpc.main` and `data.aws_vpc.main`. */
export type DeclaredKind = "variable" | "output" | "module" | "resource";

interface Declaration extends Declared<Block> {
  readonly kind: DeclaredKind;
  readonly name: string;
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
  /** The last declaration of a name in a folder. */
  find(folder: string, kind: DeclaredKind, name: string): Declared<Block> | undefined;
  local(folder: string, name: string): Declared<Attribute> | undefined;
  instances(folder: string): readonly Instance[];
  /** Folders of the module tree below a root module. */
  folders(root: string): readonly string[];
  /** Whether a call's source is a folder of the workspace. */
  target(folder: string, call: Block): string | undefined;
}

export function createModules(graph: Graph, sources: Sources, tree: (unit: string) => HclFile | undefined): Modules {
  const declaredIn = graph.query<readonly Declaration[]>("declaredInUnit", (unit) =>
    (tree(unit)?.body.items ?? []).flatMap((node) => (node.kind === "block" ? (declaration(node, unit) ?? []) : [])),
  );
  const localsIn = graph.query<readonly Declared<Attribute>[]>("localsInUnit", (unit) =>
    (tree(unit)?.body.items ?? []).flatMap((it) =>
      it.kind === "block" && it.type === "locals"
        ? it.body.items.flatMap((node) => (node.kind === "attribute" ? [{ node, unit }] : []))
        : [],
    ),
  );
  const units = (folder: string): readonly string[] =>
    sources.inFolder(folder).flatMap((it) => (it.endsWith(".tf") ? sources.unitIds(it) : []));

  const declarations = graph.query<ReadonlyMap<string, Declaration>>(
    "module",
    (folder) => new Map(units(folder).flatMap((unit) => declaredIn(unit).map((it) => [`${it.kind} ${it.name}`, it] as const))),
    { equal: sameMap },
  );
  const locals = graph.query<ReadonlyMap<string, Declared<Attribute>>>(
    "moduleLocals",
    (folder) => new Map(units(folder).flatMap((unit) => localsIn(unit).map((it) => [it.node.name, it] as const))),
    { equal: sameMap },
  );

  /** By name, so that whoever asks for one declaration depends on that one alone. Keys: the folder, then what is asked for. */
  const byName = graph.query<Declaration | undefined>("declared", (key) => {
    const [folder = "", wanted = ""] = key.split("##");
    return declarations(folder).get(wanted);
  });
  const localByName = graph.query<Declared<Attribute> | undefined>("declaredLocal", (key) => {
    const [folder = "", wanted = ""] = key.split("##");
    return locals(folder).get(wanted);
  });

  const folders = graph.query<readonly string[]>(
    "moduleFolders",
    () => [
      ...new Set(
        sources
          .paths()
          .filter((it) => it.endsWith(".tf"))
          .map(folderOf),
      ),
    ],
    { equal: sameItems },
  );

  /** Local calls of a folder: name and target. The step that keeps an edit inside a module from reaching the tree. */
  const localCalls = graph.query<readonly { readonly name: string; readonly target: string }[]>(
    "localCalls",
    (folder) =>
      [...declarations(folder).values()].flatMap(({ kind, name, node }) => {
        const goal = kind === "module" ? target(folder, node) : undefined;
        return goal === undefined ? [] : [{ name, target: goal }];
      }),
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b), settles: true },
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

  /** Folders by the root modules whose trees they are in. */
  const trees = graph.query<ReadonlyMap<string, readonly string[]>>("moduleTrees", () => {
    const found = new Map<string, string[]>();
    for (const folder of folders(""))
      for (const root of new Set(instances(folder).map((it) => it.root))) {
        push(found, root, folder);
      }
    return found;
  });
  const treeOf = graph.query<readonly string[]>("moduleTree", (root) => trees("").get(root) ?? [], { equal: sameItems });

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

  return {
    find: (folder, kind, name) => byName(`${folder}##${kind} ${name}`),
    local: (folder, name) => localByName(`${folder}##${name}`),
    instances,
    folders: treeOf,
    target,
  };
}

function declaration(node: Block, unit: string): Declaration | undefined {
  const [first, second] = node.labels.map((it) => it.text);
  if (first === undefined) return undefined;
  if (node.type === "variable" || node.type === "output" || node.type === "module") return { kind: node.type, name: first, node, unit };
  if (second === undefined) return undefined;
  if (node.type === "resource") return { kind: "resource", name: `${first}.${second}`, node, unit };
  return node.type === "data" || node.type === "ephemeral"
    ? { kind: "resource", name: `${node.type}.${first}.${second}`, node, unit }
    : undefined;
}

function sameMap<T>(a: ReadonlyMap<string, T> | undefined, b: ReadonlyMap<string, T>): boolean {
  return a?.size === b.size && [...b].every(([key, it]) => Object.is(a.get(key), it));
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
