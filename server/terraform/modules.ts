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

/** Where a declaration stands: the item of its unit's tree. */
interface Declaration {
  readonly kind: DeclaredKind;
  readonly name: string;
  readonly unit: string;
  readonly index: number;
}

/** Where a local value stands: the item of its unit's tree, and the item in that. */
interface Local {
  readonly name: string;
  readonly unit: string;
  readonly block: number;
  readonly index: number;
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
  const declaredIn = graph.query<readonly Declaration[]>(
    "declaredInUnit",
    (unit) =>
      (tree(unit)?.body.items ?? []).flatMap((node, index) => {
        const declared = node.kind === "block" ? declaration(node) : undefined;
        return declared === undefined ? [] : [{ kind: declared.kind, name: declared.name, unit, index }];
      }),
    { equal: (a, b) => a?.length === b.length && a.every((it, i) => sameDeclaration(it, b[i])) },
  );
  const localsIn = graph.query<readonly Local[]>("localsInUnit", (unit) => {
    // Asked of every unit of a module: only what says the word is parsed for it.
    if (!/\blocals\b/.test(sources.unitText(unit) ?? "")) return noLocals;
    return (tree(unit)?.body.items ?? []).flatMap((it, block) =>
      it.kind === "block" && it.type === "locals"
        ? it.body.items.flatMap((node, index) => (node.kind === "attribute" ? [{ name: node.name, unit, block, index }] : []))
        : [],
    );
  });
  const blockAt = (unit: string, index: number): Block | undefined => {
    const node = tree(unit)?.body.items[index];
    return node?.kind === "block" ? node : undefined;
  };
  const units = (folder: string): readonly string[] =>
    sources.inFolder(folder).flatMap((it) => (it.endsWith(".tf") ? sources.unitIds(it) : []));

  const declarations = graph.query<ReadonlyMap<string, Declaration>>(
    "module",
    (folder) => new Map(units(folder).flatMap((unit) => declaredIn(unit).map((it) => [`${it.kind} ${it.name}`, it] as const))),
    { equal: sameMap },
  );
  const locals = graph.query<ReadonlyMap<string, Local>>(
    "moduleLocals",
    (folder) => new Map(units(folder).flatMap((unit) => localsIn(unit).map((it) => [it.name, it] as const))),
    { equal: sameMap },
  );

  /** By name, so that whoever asks for one declaration depends on that one alone. Keys: the folder, then what is asked for. */
  const byName = graph.query<Declaration | undefined>("declared", (key) => {
    const [folder = "", wanted = ""] = key.split("##");
    return declarations(folder).get(wanted);
  });
  const localByName = graph.query<Local | undefined>("declaredLocal", (key) => {
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
    (folder) => {
      // Asked of every folder of the workspace: only what may call is parsed for it, not what refers to a call.
      const calls = units(folder).filter((it) => /(?<!\.)\bmodule\b(?!\.)/.test(sources.unitText(it) ?? ""));
      return calls.flatMap(declaredIn).flatMap(({ kind, name, unit, index }) => {
        const node = kind === "module" ? blockAt(unit, index) : undefined;
        const goal = node && target(folder, node);
        return goal === undefined ? [] : [{ name, target: goal }];
      });
    },
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b), settles: true },
  );

  const callers = graph.query<ReadonlyMap<string, readonly { readonly folder: string; readonly name: string }[]>>("callers", () => {
    const found = new Map<string, { folder: string; name: string }[]>();
    for (const folder of folders("")) for (const { name, target: goal } of localCalls(folder)) push(found, goal, { folder, name });
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
    find: (folder, kind, name) => {
      const declared = byName(`${folder}##${kind} ${name}`);
      const node = declared && blockAt(declared.unit, declared.index);
      return node && { node, unit: declared.unit };
    },
    local: (folder, name) => {
      const declared = localByName(`${folder}##${name}`);
      const node = declared && blockAt(declared.unit, declared.block)?.body.items[declared.index];
      return node?.kind === "attribute" ? { node, unit: declared?.unit ?? "" } : undefined;
    },
    instances,
    folders: treeOf,
    target,
  };
}

const noLocals: readonly Local[] = [];

function declaration(node: Block): { readonly kind: DeclaredKind; readonly name: string } | undefined {
  const [first, second] = node.labels.map((it) => it.text);
  if (first === undefined) return undefined;
  if (node.type === "variable" || node.type === "output" || node.type === "module") return { kind: node.type, name: first };
  if (second === undefined) return undefined;
  if (node.type === "resource") return { kind: "resource", name: `${first}.${second}` };
  return node.type === "data" || node.type === "ephemeral" ? { kind: "resource", name: `${node.type}.${first}.${second}` } : undefined;
}

function sameDeclaration(a: Declaration, b: Declaration | undefined): boolean {
  return a.kind === b?.kind && a.name === b.name && a.unit === b.unit && a.index === b.index;
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
