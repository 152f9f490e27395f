/** Reading Rego trees: every node below some nodes, calls, and what a rule reaches through the rules that it names. */
import type { RegoModule, RegoNode, RegoRule } from "../vocabulary/rego.js";

/** The nodes themselves and all below them, outermost first. */
export function* nodesIn(...roots: readonly (RegoNode | undefined)[]): Iterable<RegoNode> {
  const work = [...roots].reverse();
  for (let node = work.pop(); node !== undefined || work.length > 0; node = work.pop()) {
    if (node === undefined) continue;
    yield node;
    work.push(...[...childrenOf(node)].reverse());
  }
}

function childrenOf(node: RegoNode): readonly RegoNode[] {
  switch (node.kind) {
    case "ref":
      return node.steps;
    case "call":
      return node.args;
    case "array":
    case "set":
      return node.items;
    case "object":
      return node.entries.flatMap((it) => [it.key, it.value]);
    case "comprehension":
      return [...node.head, ...node.body];
    case "infix":
      return [node.left, node.right];
    case "not":
      return [node.inner];
    case "some":
      return [...node.names, ...(node.within === undefined ? [] : [node.within])];
    case "every":
      return [node.within, ...node.body];
    default:
      return [];
  }
}

/** All nodes of a rule: arguments, key, values and bodies. */
export function nodesOf(rule: RegoRule): Iterable<RegoNode> {
  return nodesIn(...(rule.args ?? []), rule.key, rule.value, ...rule.branches.flatMap((it) => [it.value, ...it.body]));
}

export type RegoCall = Extract<RegoNode, { readonly kind: "call" }>;

/** Calls of functions whose full name matches. */
export function* callsIn(nodes: Iterable<RegoNode>, name: RegExp): Iterable<RegoCall> {
  for (const it of nodes) if (it.kind === "call" && name.test(it.name)) yield it;
}

/** Nodes of some expressions and of every rule of the module that they name, directly or through another. */
export function reached(
  module: RegoModule,
  ...roots: readonly RegoNode[]
): { readonly nodes: readonly RegoNode[]; readonly complete: boolean } {
  const found: RegoNode[] = [];
  const seen = new Set<string>();
  const work: Iterable<RegoNode>[] = [nodesIn(...roots)];
  const imported = new Set(module.imports.filter((it) => it.path.startsWith("data.")).map((it) => it.name));
  let complete = module.complete;
  for (let next = work.pop(); next !== undefined; next = work.pop())
    for (const node of next) {
      found.push(node);
      if (node.kind !== "ref" && node.kind !== "call") continue;
      const head = node.name.split(".")[0] ?? "";
      // Documents below `data` are mostly data; functions and imports are code of another file.
      if ((head === "data" && node.kind === "call") || imported.has(head)) complete = false;
      if (seen.has(head)) continue;
      seen.add(head);
      for (const rule of module.rules) if (rule.name.split(".")[0] === head) work.push(nodesOf(rule));
    }
  return { nodes: found, complete };
}

/** Rules that decide whether a request may pass. */
export function grants(rule: RegoRule): boolean {
  const last = rule.name.split(".").pop() ?? "";
  return (
    rule.args === undefined &&
    rule.key === undefined &&
    /^(?:is_)?(?:allow|allowed|authori[sz]ed|permit|permitted|grant|granted)$/.test(last)
  );
}

/** Whether two nodes say the same, wherever they stand. */
export function sameNode(a: RegoNode, b: RegoNode): boolean {
  return plain(a) === plain(b);
}

function plain(node: RegoNode): string {
  return JSON.stringify(node, (key, value: unknown) => (key === "at" || key === "nameAt" ? undefined : value));
}

/** The value of a literal key of an object; undefined when it is not written. */
export function field(node: RegoNode | undefined, key: string): RegoNode | undefined {
  if (node?.kind !== "object") return undefined;
  return node.entries.find((it) => it.key.kind === "text" && it.key.known === key)?.value;
}
