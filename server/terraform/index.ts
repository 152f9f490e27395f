/** The Terraform side of the workspace: evaluated blocks by file, and the questions that rules may ask about their module tree. */
import type {
  Dict,
  Entry,
  Located,
  Place,
  Reference,
  Satellites,
  TerraformBlock,
  TerraformProject,
  TreeFact,
  Value,
} from "../../rules/api.js";
import { remembered } from "../../rules/lib/remembered.js";
import { get, isUnwritten, references, text as textValue } from "../../rules/lib/value.js";
import { push, sameItems } from "../incremental.js";
import { byId, folderOf, languageOf, pathOf, type Sources } from "../sources.js";
import { parseHcl } from "../syntax/hcl/parse.js";
import type { Attribute, Block, Body, HclFile } from "../syntax/hcl/tree.js";
import type { SyntaxProblem } from "../syntax/text.js";
import { evaluate, isAttributeOf, iterate, referenceHole, type Scope, withNames } from "./evaluate.js";
import { jsonValue } from "./json.js";
import { attribute, createModules, type Declared, type Instance } from "./modules.js";
import { dictOf, located, make, spelled, unknownAt, unwrittenAt } from "./values.js";

export interface Terraform {
  /** The tree of one unit, in offsets of that unit. */
  tree(unit: string): HclFile | undefined;
  /** What is wrong with the syntax of a unit, in offsets of it. */
  problems(unit: string): readonly SyntaxProblem[];
  /** Every instance of every top-level block of a unit, in text order. */
  blocksIn(unit: string): readonly TerraformBlock[];
  /** The same for a file. */
  blocks(path: string): readonly TerraformBlock[];
  /** Blocks of the given picks in one root module tree. */
  inRoot(root: string, ...picks: readonly string[]): readonly TerraformBlock[];
  readonly project: TerraformProject;
}

/** A block instance with what its body needs. */
interface Prepared {
  readonly id: string;
  readonly block: TerraformBlock;
  /** Which item of the unit's tree it is. */
  readonly index: number;
  readonly unit: string;
  readonly instance: Instance;
  readonly names: ReadonlyMap<string, Value>;
}

interface PreparedUnit {
  readonly all: readonly Prepared[];
  readonly blocks: readonly TerraformBlock[];
  /** Kept here, where the tree is at hand: whoever asks for them later would have to parse again. */
  readonly problems: readonly SyntaxProblem[];
}

const maximumKeys = 64;
const none: readonly SyntaxProblem[] = [];
/** Most blocks are not repeated. */
const noNames: ReadonlyMap<string, Value> = new Map();
const modes: ReadonlySet<string> = new Set([
  "resource",
  "data",
  "module",
  "provider",
  "variable",
  "output",
  "terraform",
  "ephemeral",
  "check",
]);

export function createTerraform(sources: Sources): Terraform {
  const { graph } = sources;

  /** Nothing that lives longer holds on to a tree or its nodes: they take more room than the values made of them. */
  const tree = graph.query<HclFile | undefined>(
    "tree",
    (unit) => {
      const text = languageOf(pathOf(unit)) === "terraform" ? sources.unitText(unit) : undefined;
      return text === undefined ? undefined : parseHcl(text);
    },
    { sheds: true },
  );
  const modules = createModules(graph, sources, tree);

  const instanceById = (folder: string, id: string): Instance | undefined => modules.instances(folder).find((it) => it.id === id);

  /** Keys of per-declaration queries: the instance id, then the name. */
  const local = graph.query<Value | undefined>(
    "local",
    (key) => {
      const [instance, name] = split(key);
      const declared = instance && modules.local(instance.folder, name);
      return declared ? evaluate(declared.node.value, scopeOf(instance, declared.unit)) : undefined;
    },
    { cycle: () => undefined },
  );

  const variable = graph.query<Value | undefined>(
    "variable",
    (key) => {
      const [instance, name] = split(key);
      const declared = instance && modules.find(instance.folder, "variable", name);
      if (!declared) return undefined;
      if (instance.parent !== undefined && instance.call !== undefined) {
        const parent = instanceById(instance.parent.split("|")[0] ?? "", instance.parent);
        const call = parent && modules.find(parent.folder, "module", instance.call);
        const argument = call && attribute(call.node, name);
        if (parent && call && argument) {
          const value = evaluate(argument.value, withNames(scopeOf(parent, call.unit), ...callNames(call.node, parent, call.unit)));
          if (value.kind !== "null") return value;
        }
      } else {
        const set = tfvars(instance.folder).get(name);
        if (set) return evaluate(set.node.value, scopeOf(instance, set.unit));
      }
      const fallback = attribute(declared.node, "default");
      return fallback ? evaluate(fallback.value, scopeOf(instance, declared.unit)) : undefined;
    },
    { cycle: () => undefined },
  );

  const output = graph.query<Value | undefined>(
    "output",
    (key) => {
      const [instance, name] = split(key);
      const declared = instance && modules.find(instance.folder, "output", name);
      const value = declared && attribute(declared.node, "value");
      return value && declared ? evaluate(value.value, scopeOf(instance, declared.unit)) : undefined;
    },
    { cycle: () => undefined },
  );

  const tfvars = graph.query<ReadonlyMap<string, Declared<Attribute>>>("tfvars", (folder) => {
    const found = new Map<string, Declared<Attribute>>();
    const files = sources.inFolder(folder).filter((it) => /(?:^|\/)terraform\.tfvars$|\.auto\.tfvars$/.test(it));
    for (const path of files.sort((a, b) => Number(a.endsWith(".auto.tfvars")) - Number(b.endsWith(".auto.tfvars")) || (a < b ? -1 : 1)))
      for (const unit of sources.unitIds(path))
        for (const node of tree(unit)?.body.items ?? []) if (node.kind === "attribute") found.set(node.name, { node, unit });
    return found;
  });

  function split(key: string): readonly [Instance | undefined, string] {
    const cut = key.lastIndexOf("##");
    const id = key.slice(0, cut);
    return [instanceById(id.split("|")[0] ?? "", id), key.slice(cut + 2)];
  }

  /** In the arguments of a repeated call, `each` and `count` vary by instance: unknown. */
  function callNames(node: Block, instance: Instance, unit: string): readonly (readonly [string, Value])[] {
    const at = located({ unit, start: node.header.start, end: node.header.end });
    const each = attribute(node, "for_each");
    const rows = each ? iterate(evaluate(each.value, scopeOf(instance, unit))) : undefined;
    const [only] = rows ?? [];
    if (rows?.length === 1 && only) return [["each", eachOf(only[0], only[1], at)]];
    return [
      ["each", unknownAt(at)],
      ["count", unknownAt(at)],
    ];
  }

  function scopeOf(instance: Instance, unit: string, names: Scope["names"] = noNames): Scope {
    return {
      unit,
      text: () => sources.unitText(unit) ?? "",
      names,
      resolve: (root, steps, at) => resolveName(instance, root, steps, at),
      readFile: (file) => readFile(instance, file),
    };
  }

  function readFile(instance: Instance, file: string): Value | undefined {
    const path = normalise(file.startsWith("./") || !file.includes(instance.folder) ? `${instance.folder}/${file}` : file) ?? file;
    const found = [path, normalise(`${instance.folder}/${file}`), normalise(file)].find(
      (it) => it !== undefined && sources.text(it) !== undefined,
    );
    const text = found === undefined ? undefined : sources.text(found);
    if (found === undefined || text === undefined) return undefined;
    const unit = sources.unitIds(found)[0] ?? "";
    const at = located({ unit, start: 0, end: text.length });
    const json = jsonValue({ text, offsets: Array.from({ length: text.length }, (_, i) => i), holes: [] }, (start, end) => ({
      unit,
      start,
      end,
    }));
    return { kind: "text", known: text, ...at, ...(json ? { json } : {}) };
  }

  function resolveName(
    instance: Instance,
    root: string,
    steps: readonly (string | number)[],
    at: Located,
  ): { readonly value: Value; readonly used: number } | undefined {
    const [first, second] = steps;
    const name = String(first ?? "");
    // No name stands alone: what begins one is still being typed, and so is `var.`.
    if (name === "") return { value: unwrittenAt(at), used: steps.length };
    switch (root) {
      case "local":
        return { value: local(`${instance.id}##${name}`) ?? unknownAt(at), used: 1 };
      case "var":
        return { value: variable(`${instance.id}##${name}`) ?? unknownAt(at), used: 1 };
      case "module":
        return resolveOutput(instance, name, steps.slice(1), at);
      case "path":
        return {
          value:
            name === "module" || name === "root"
              ? make(name === "module" ? instance.folder || "." : instance.root || ".", at)
              : unknownAt(at),
          used: 1,
        };
      case "each":
      case "count":
      case "self":
      case "terraform":
        return { value: unknownAt(at), used: steps.length };
      case "data":
      case "ephemeral":
        return second === undefined || second === ""
          ? { value: unwrittenAt(at), used: steps.length }
          : resource(instance, `${root}.${name}.${String(second)}`, steps, 2, at);
      default:
        return resource(instance, `${root}.${name}`, steps, 1, at);
    }
  }

  function resolveOutput(
    instance: Instance,
    call: string,
    rest: readonly (string | number)[],
    at: Located,
  ): { readonly value: Value; readonly used: number } {
    const declared = modules.find(instance.folder, "module", call);
    const keyed = declared !== undefined && (attribute(declared.node, "count") ?? attribute(declared.node, "for_each")) !== undefined;
    const name = rest[keyed ? 1 : 0];
    const goal = declared && modules.target(instance.folder, declared.node);
    const key = keyed ? rest[0] : undefined;
    const opaque = unknownAt(at, referenceHole(instance.scope, `module.${call}`, name === undefined ? [] : [name], key));
    if (goal === undefined || name === undefined) return { value: opaque, used: Math.min(rest.length + 1, keyed ? 3 : 2) };
    const child = modules.instances(goal).find((it) => it.parent === instance.id && it.call === call);
    const value = child && output(`${child.id}##${String(name)}`);
    return { value: value ?? opaque, used: keyed ? 3 : 2 };
  }

  function resource(
    instance: Instance,
    address: string,
    steps: readonly (string | number)[],
    used: number,
    at: Located,
  ): { readonly value: Value; readonly used: number } {
    const declared = modules.find(instance.folder, "resource", address);
    const keyed = declared !== undefined && (attribute(declared.node, "count") ?? attribute(declared.node, "for_each")) !== undefined;
    const next = steps[used];
    const key = keyed && next !== undefined && next !== "*" && (typeof next === "number" || !isAttributeOf(next)) ? next : undefined;
    const rest = steps.slice(used + (key === undefined ? 0 : 1));
    const opaque = unknownAt(at, referenceHole(instance.scope, address, rest, key));
    if (declared && !keyed && declared.node.type === "resource" && typeof rest[0] === "string") {
      const written = attribute(declared.node, rest[0]);
      if (written && rest.length === 1) {
        const value = attributeValue(`${instance.id}##${address}|${rest[0]}`);
        if (value && (value.kind === "text" || value.kind === "number" || value.kind === "flag")) return { value, used: steps.length };
      }
    }
    return { value: opaque, used: steps.length };
  }

  /** An attribute of a resource as its configuration sets it. */
  const attributeValue = graph.query<Value | undefined>(
    "attribute",
    (key) => {
      const [instance, rest] = split(key);
      const cut = rest.lastIndexOf("|");
      const declared = instance && modules.find(instance.folder, "resource", rest.slice(0, cut));
      const written = declared && attribute(declared.node, rest.slice(cut + 1));
      return written && declared && instance ? evaluate(written.value, scopeOf(instance, declared.unit)) : undefined;
    },
    { cycle: () => undefined },
  );

  const prepared = graph.query<PreparedUnit>("blocks", (unit) => {
    const all: Prepared[] = [];
    const file = tree(unit);
    const items = file?.body.items ?? [];
    for (const instance of modules.instances(folderOf(pathOf(unit))))
      for (const [index, node] of items.entries()) {
        if (node.kind !== "block" || !modes.has(node.type)) continue;
        for (const { key, certain, names } of repetitions(node, instance, unit)) {
          const id = `${unit}##${index}##${instance.id}##${key ?? ""}`;
          const block = new EvaluatedBlock(node, unit, instance, key, certain, () => body(id));
          all.push({ id, block, index, unit, instance, names });
        }
      }
    const problems = file === undefined || file.problems.length === 0 ? none : file.problems;
    return { all: all.slice(), blocks: all.map((it) => it.block), problems };
  });

  /** The instances of count and for_each: known ones apart, an unknown number as one that may not exist. */
  function repetitions(
    node: Block,
    instance: Instance,
    unit: string,
  ): readonly { readonly key: string | number | undefined; readonly certain: boolean; readonly names: ReadonlyMap<string, Value> }[] {
    const at = located({ unit, start: node.header.start, end: node.header.end });
    const count = attribute(node, "count");
    const each = node.type === "variable" || node.type === "output" ? undefined : attribute(node, "for_each");
    if (count) {
      const value = evaluate(count.value, scopeOf(instance, unit));
      const known = Number(spelled(value) ?? Number.NaN);
      if (Number.isNaN(known)) return [{ key: undefined, certain: false, names: new Map([["count", unknownAt(at)]]) }];
      return Array.from({ length: Math.min(known, maximumKeys) }, (_, i) => ({
        key: i,
        certain: true,
        names: new Map([["count", dictOf([{ key: "index", keyAt: at.at, value: make(i, at) }], at)]]),
      }));
    }
    if (each) {
      const collection = evaluate(each.value, scopeOf(instance, unit));
      const rows = iterate(collection);
      if (rows === undefined) return [{ key: undefined, certain: false, names: new Map([["each", unknownAt(at)]]) }];
      return rows.slice(0, maximumKeys).map(([key, value]) => {
        const name = collection.kind === "list" ? value : key;
        return { key: spelled(name), certain: true, names: new Map([["each", eachOf(name, value, at)]]) };
      });
    }
    return [{ key: undefined, certain: true, names: noNames }];
  }

  const body = graph.query<Dict>("body", (id) => {
    const found = byId(prepared(id.slice(0, id.indexOf("##"))).all, id);
    const nowhere = located({ unit: "", start: 0, end: 0 });
    const node = found && tree(found.unit)?.body.items[found.index];
    if (found === undefined || node?.kind !== "block") return dictOf([], nowhere, false);
    return bodyDict(node.body, scopeOf(found.instance, found.unit, found.names), found.block.at);
  });

  const problems = (unit: string): readonly SyntaxProblem[] =>
    pathOf(unit).endsWith(".tf") ? prepared(unit).problems : (tree(unit)?.problems ?? none);
  const blocksIn = (unit: string): readonly TerraformBlock[] => prepared(unit).blocks;
  const blocks = graph.query<readonly TerraformBlock[]>(
    "blockList",
    (path) => (path.endsWith(".tf") ? sources.unitIds(path).flatMap(blocksIn) : []),
    { equal: sameItems },
  );

  /** Blocks of one root's module tree, by pick. */
  const treeBlocks = graph.query<ReadonlyMap<string, readonly TerraformBlock[]>>("treeBlocks", (root) => {
    const found = new Map<string, TerraformBlock[]>();
    for (const path of modules.folders(root).flatMap((it) => sources.inFolder(it)))
      for (const block of blocks(path)) {
        if (block.root !== root) continue;
        const pick = pickOf(block);
        push(found, pick, block);
      }
    return found;
  });

  /** Blocks of one pick, or of several picks that are wanted together, which is one thing to depend on instead of many. */
  const picked = graph.query<readonly TerraformBlock[]>(
    "picked",
    (key) => {
      const cut = key.lastIndexOf("|");
      const all = treeBlocks(key.slice(0, cut));
      const picks = key.slice(cut + 1).split(",");
      return picks.flatMap((it) => all.get(it) ?? []);
    },
    { equal: sameItems },
  );
  const inRoot = (root: string, ...picks: readonly string[]): readonly TerraformBlock[] => picked(`${root}|${picks.join()}`);

  const facts = new Map<string, TreeFact<unknown>>();
  const made = graph.query<{ readonly fact?: TreeFact<unknown> | undefined; readonly value: unknown }>(
    "treeFact",
    (key) => {
      const cut = key.lastIndexOf("##");
      const fact = facts.get(key.slice(cut + 2));
      return { fact, value: fact?.make({ root: key.slice(0, cut) }, project) };
    },
    { equal: (a, b) => b.fact?.same(a.value, b.value) === true },
  );
  function factOf<T>(root: string, fact: TreeFact<T>): T {
    facts.set(fact.name, fact as TreeFact<unknown>);
    return made(`${root}##${fact.name}`).value as T;
  }

  const project: TerraformProject = {
    blocks: (near, ...picks) => inRoot(near.root, ...picks),
    resolve: (reference, from) => {
      const [mode = "", type = ""] = reference.address.split(".");
      const pick = mode === "data" || mode === "ephemeral" ? `${mode}.${type}` : mode;
      const all = atAddress(picked(`${from.root}|${pick}`), reference);
      return all.find((it) => reference.key === undefined || it.key === reference.key) ?? all[0];
    },
    satellites: (target, pick, path) => {
      const candidates = picked(`${target.root}|${pick}`);
      const { found, complete } = candidates.length > few ? linked(target, pick, path, candidates) : compared(target, path, candidates);
      return { found, complete: complete && target.certain && !escapes(target) && found.every((it) => it.certain) };
    },
    fact: (near, fact) => factOf(near.root, fact),
  };

  function compared(target: TerraformBlock, path: string, candidates: readonly TerraformBlock[]): Satellites {
    const verdicts = candidates.map((it) => linksTo(get(it.body, path), target));
    return { found: candidates.filter((_, i) => verdicts[i] === true), complete: !verdicts.includes(undefined) };
  }

  /** The same from an index: where many blocks have many candidates, nobody can look at each of them. */
  function linked(target: TerraformBlock, pick: string, path: string, candidates: readonly TerraformBlock[]): Satellites {
    const links = (to: string): readonly TerraformBlock[] => linkedTo(`${target.root}##${pick}##${path}##${to}`);
    const named = links(addressKey(target)).filter((it) => linksTo(get(it.body, path), target) === true);
    const spelledOut = identities(target).flatMap((it) => links(`=${it}`));
    const all = new Set([...named, ...spelledOut]);
    return {
      found: spelledOut.length === 0 ? named : candidates.filter((it) => all.has(it)),
      complete: links("").every((it) => all.has(it)),
    };
  }

  /** Blocks of a pick by what an attribute of theirs may name: an address, a text (behind `=`), or under `""` anything. */
  const links = graph.query<ReadonlyMap<string, readonly TerraformBlock[]>>("links", (key) => {
    const [root = "", pick = "", path = ""] = key.split("##");
    const found = new Map<string, TerraformBlock[]>();
    for (const block of picked(`${root}|${pick}`)) {
      const link = get(block.body, path);
      const keys = references(link).map(addressKey);
      const known = textValue(link);
      if (known !== undefined) keys.push(`=${known}`);
      else if (link !== undefined && !namesOthers(link)) keys.push("");
      for (const it of new Set(keys)) push(found, it, block);
    }
    return found;
  });
  const linkedTo = graph.query<readonly TerraformBlock[]>(
    "linkedTo",
    (key) => {
      const [root, pick, path, ...to] = key.split("##");
      return links(`${root}##${pick}##${path}`).get(to.join("##")) ?? [];
    },
    { equal: sameItems },
  );

  /** Whether a value is the target: by reference, or by a name or id that both spell out. undefined when it cannot be told. */
  function linksTo(link: Value | undefined, target: TerraformBlock): boolean | undefined {
    if (link === undefined) return false;
    const all = references(link);
    if (all.some((it) => names(it, target))) return true;
    const known = textValue(link);
    if (known !== undefined) return identities(target).includes(known);
    return namesOthers(link) ? false : undefined;
  }

  /** Whether what an unknown link refers to is all that it may name. */
  function namesOthers(link: Value): boolean {
    return link.kind === "unknown" && (references(link).length > 0 || isUnwritten(link));
  }

  function names(reference: Reference, target: TerraformBlock): boolean {
    return (
      reference.address === target.address &&
      reference.scope === target.scope &&
      (reference.key === undefined || target.key === undefined || reference.key === target.key)
    );
  }

  function identities(target: TerraformBlock): readonly string[] {
    return ["bucket", "name", "id", "identifier", "cluster_name", "function_name", "arn"].flatMap(
      (it) => textValue(get(target.body, it)) ?? [],
    );
  }

  /** Whether the target is handed to a module that is not in view, or leaves an uncalled module as an output: others may complete it. */
  function escapes(target: TerraformBlock): boolean {
    return leaving(`${target.root}##${addressKey(target)}`).some((it) => names(it, target));
  }

  /** What leaves the view from one scope of a root, by address. */
  const leavers = graph.query<ReadonlyMap<string, readonly Reference[]>>("leavers", (root) => {
    const found = new Map<string, Reference[]>();
    for (const call of picked(`${root}|module`)) {
      const folder = folderOf(pathOf(call.full.unit));
      const declared = modules.find(folder, "module", call.name);
      if (declared === undefined || modules.target(folder, declared.node) !== undefined) continue;
      for (const it of references(call.body)) if (it.scope === call.scope) push(found, addressKey(it), it);
    }
    const isRoot =
      picked(`${root}|terraform`).some((it) => it.scope === "" && get(it.body, "backend") !== undefined) ||
      [...treeBlocks(root).keys()].some((it) => it.startsWith("provider."));
    if (isRoot || picked(`${root}|variable`).length === 0) return found;
    for (const output of picked(`${root}|output`))
      if (output.scope === "") for (const it of references(get(output.body, "value"))) if (it.scope === "") push(found, addressKey(it), it);
    return found;
  });
  const leaving = graph.query<readonly Reference[]>(
    "leaving",
    (key) => {
      const cut = key.indexOf("##");
      return leavers(key.slice(0, cut)).get(key.slice(cut + 2)) ?? [];
    },
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );

  return { tree, problems, blocksIn, blocks, inRoot, project };
}

/** Most modules have few blocks of a type, for which a look at each is cheapest. */
const few = 16;

function addressKey(it: { readonly scope: string; readonly address: string }): string {
  return `${it.scope}|${it.address}`;
}

const byAddress = remembered((blocks: readonly TerraformBlock[]) => {
  const found = new Map<string, TerraformBlock[]>();
  for (const it of blocks) push(found, addressKey(it), it);
  return found;
});

/** The instances of one block among others. */
export function atAddress(
  blocks: readonly TerraformBlock[],
  { scope, address }: { readonly scope: string; readonly address: string },
): readonly TerraformBlock[] {
  if (blocks.length > few) return byAddress(blocks).get(addressKey({ scope, address })) ?? [];
  return blocks.filter((it) => it.address === address && it.scope === scope);
}

function eachOf(key: Value, value: Value, at: Located): Dict {
  return dictOf(
    [
      { key: "key", keyAt: at.at, value: key },
      { key: "value", keyAt: at.at, value },
    ],
    at,
  );
}

/**
 * One instance of a block; its body is evaluated when it is first asked for. A class, because an object of its own with a getter is kept as a
 * dictionary, at several times the room.
 */
class EvaluatedBlock implements TerraformBlock {
  readonly at: Place;
  readonly full: Place;
  readonly label: string;
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  readonly address: string;
  readonly scope: string;
  readonly root: string;
  readonly #evaluate: () => Dict;

  constructor(
    node: Block,
    unit: string,
    instance: Instance,
    readonly key: string | number | undefined,
    readonly certain: boolean,
    evaluated: () => Dict,
  ) {
    const [first = node.type, second] = node.labels.map((it) => it.text);
    const typed = second !== undefined && (node.type === "resource" || node.type === "data" || node.type === "ephemeral");
    const name = typed ? second : first;
    this.at = { unit, start: node.header.start, end: node.header.end };
    this.full = { unit, start: node.start, end: node.end };
    this.mode = node.type;
    this.type = typed || node.type === "provider" ? first : node.type;
    this.name = name;
    if (node.type === "resource") this.address = `${first}.${name}`;
    else this.address = typed ? `${node.type}.${first}.${name}` : `${node.type === "variable" ? "var" : node.type}.${first}`;
    this.label = instance.scope === "" ? this.address : `${instance.scope}.${this.address}`;
    this.scope = instance.scope;
    this.root = instance.root;
    this.#evaluate = evaluated;
  }

  get body(): Dict {
    return this.#evaluate();
  }
}

/** Attributes and nested blocks of a body; `at` is the block's header. */
function bodyDict(body: Body, scope: Scope, at: Place): Dict {
  const entries: Entry[] = [];
  const nested = new Map<string, { readonly keyAt: Place; readonly items: Value[]; complete: boolean }>();
  const add = (label: string, keyAt: Place, item: Value | undefined, complete: boolean): void => {
    const group = nested.get(label) ?? { keyAt, items: [], complete: true };
    nested.set(label, group);
    if (item) group.items.push(item);
    group.complete &&= complete;
  };
  for (const it of body.items) {
    if (it.kind === "attribute") {
      entries.push({
        key: it.name,
        keyAt: { unit: scope.unit, start: it.nameSpan.start, end: it.nameSpan.end },
        value: evaluate(it.value, scope),
      });
      continue;
    }
    const header: Place = { unit: scope.unit, start: it.header.start, end: it.header.end };
    const [label] = it.labels.map((one) => one.text);
    if (it.type === "dynamic" && label !== undefined) dynamic(it, label, header, scope, add);
    else add(it.type, header, bodyDict(it.body, scope, header), true);
  }
  for (const [key, { keyAt, items, complete }] of nested)
    entries.push({ key, keyAt, value: { kind: "list", known: undefined, items, complete, blocks: true, at: keyAt, origin: keyAt } });
  return dictOf(entries.slice(), located(at));
}

/** A dynamic block: once for each known element; once with unknowns, and perhaps more or none, otherwise. */
function dynamic(
  it: Block,
  label: string,
  header: Place,
  scope: Scope,
  add: (label: string, keyAt: Place, item: Value | undefined, complete: boolean) => void,
): void {
  const content = it.body.items.find((inner): inner is Block => inner.kind === "block" && inner.type === "content");
  const each = attribute(it, "for_each");
  if (content === undefined || each === undefined) return add(label, header, undefined, false);
  const named = attribute(it, "iterator")?.value;
  const iterator = named?.kind === "variable" ? named.name : label;
  const collection = evaluate(each.value, scope);
  const rows = iterate(collection);
  const at = located(header);
  const place: Place = { unit: scope.unit, start: content.header.start, end: content.header.end };
  if (rows === undefined) return add(label, header, bodyDict(content.body, withNames(scope, [iterator, unknownAt(at)]), place), false);
  const complete = collection.kind === "list" || collection.kind === "dict" ? collection.complete : true;
  if (rows.length === 0) add(label, header, undefined, complete);
  for (const [key, value] of rows.slice(0, maximumKeys)) {
    const name = collection.kind === "list" && value.kind !== "dict" ? value : key;
    add(label, header, bodyDict(content.body, withNames(scope, [iterator, eachOf(name, value, at)]), place), complete);
  }
}

export function pickOf(block: TerraformBlock): string {
  if (block.mode === "resource") return block.type;
  if (block.mode === "data" || block.mode === "ephemeral") return `${block.mode}.${block.type}`;
  return block.mode === "provider" ? `provider.${block.name}` : block.mode;
}

/** `a/./b/../c` made plain; undefined when it leaves the workspace. */
function normalise(path: string): string | undefined {
  const parts: string[] = [];
  for (const step of path.split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== "..") parts.push(step);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}
