/** The distilled service authorization reference, decoded a service at a time when it is first asked for. */
import type { AccessLevel, Action, ActionTable, ServiceResource } from "../../../rules/api.js";
import { remembered } from "../../../rules/lib/remembered.js";
import { distilled } from "./actions.generated.js";

interface Service {
  readonly actions: readonly Action[];
  /** The same in the same order, by their names in small letters. */
  readonly byName: ReadonlyMap<string, Action>;
  readonly resources: readonly ServiceResource[];
}

const levels: Readonly<Record<string, AccessLevel>> = { L: "List", R: "Read", W: "Write", P: "Permissions management", T: "Tagging" };
let lines: ReadonlyMap<string, string> | undefined;
const decoded = new Map<string, Service>();

function serviceLines(): ReadonlyMap<string, string> {
  lines ??= new Map(distilled.split("\n").map((it) => [it.slice(0, it.indexOf("|")), it] as const));
  return lines;
}

function service(prefix: string): Service | undefined {
  const name = prefix.toLowerCase();
  const known = decoded.get(name);
  if (known) return known;
  const line = serviceLines().get(name);
  if (line === undefined) return undefined;
  const [, types = "", groups = ""] = line.split("|");
  const resources =
    types === "" ? [] : types.split(";").map((it) => ({ name: it.slice(0, it.indexOf("=")), arn: it.slice(it.indexOf("=") + 1) }));
  const actions = groups.split(";").flatMap((group) => {
    const colon = group.indexOf(":");
    const level = levels[group[0] ?? ""] ?? "Write";
    const resourceTypes = group
      .slice(1, colon)
      .split(".")
      .flatMap((it) => (it === "" ? [] : (resources[Number.parseInt(it, 36)]?.name ?? [])));
    return group
      .slice(colon + 1)
      .split(",")
      .map((it): Action => ({ name: `${name}:${it}`, level, resourceTypes }));
  });
  actions.sort((a, b) => (a.name < b.name ? -1 : 1));
  const made = { actions, resources, byName: new Map(actions.map((it) => [it.name.toLowerCase(), it])) };
  decoded.set(name, made);
  return made;
}

/** An action pattern as IAM reads it: `*` and `?`, without case. */
export function wildcard(pattern: string): RegExp {
  return new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(/\*+/g, ".*")
      .replace(/\?/g, ".")}$`,
    "is",
  );
}

const maximumExpanded = 5000;
/** The same few patterns are asked for at each keystroke. */
const expanded = new Map<string, readonly Action[]>();

function expand(pattern: string): readonly Action[] {
  if (pattern.length > 200 || (pattern !== "*" && !pattern.includes(":"))) return [];
  const colon = pattern.indexOf(":");
  const prefix = colon < 0 ? pattern : pattern.slice(0, colon);
  if (!/[*?]/.test(prefix)) return matching(service(prefix), pattern.toLowerCase());
  const prefixMatcher = wildcard(prefix);
  const names = [...serviceLines().keys()].filter((it) => prefixMatcher.test(it));
  return names.flatMap((it) => (colon < 0 ? (service(it)?.actions ?? []) : matching(service(it), pattern.toLowerCase())));
}

/** The actions of a service that a pattern in small letters names. Most patterns have no wildcard, or one at their end. */
function matching(it: Service | undefined, pattern: string): readonly Action[] {
  if (it === undefined) return [];
  const wild = pattern.search(/[*?]/);
  const exact = wild < 0 ? it.byName.get(pattern) : undefined;
  if (wild < 0) return exact ? [exact] : [];
  const start = pattern.slice(0, wild);
  const rest = pattern.slice(wild) === "*" ? undefined : wildcard(pattern);
  if (rest === undefined && start.endsWith(":")) return it.actions;
  const found: Action[] = [];
  for (const [name, action] of it.byName) if (name.startsWith(start) && rest?.test(name) !== false) found.push(action);
  return found;
}

export const actionTable: ActionTable = {
  expand: (pattern) => {
    const known = expanded.get(pattern);
    if (known) return known;
    if (expanded.size > maximumExpanded) expanded.clear();
    const actions = expand(pattern);
    expanded.set(pattern, actions);
    return actions;
  },
  find: (name) => service(name.slice(0, Math.max(0, name.indexOf(":"))))?.byName.get(name.toLowerCase()),
  hasService: (prefix) => serviceLines().has(prefix.toLowerCase()),
  resourceTypes: (prefix) => service(prefix)?.resources ?? [],
  forArn: (prefix, arn) => {
    const known = service(prefix);
    if (known === undefined) return undefined;
    const types = typesOf(known.resources, arn);
    if (types.length === 0) return undefined;
    return known.actions.filter((it) => it.resourceTypes.some((type) => types.includes(type)));
  },
};

/** The most specific resource types whose ARN has this shape, segment by segment. */
function typesOf(resources: Service["resources"], arn: string): readonly string[] {
  const slashes = count(arn, "/");
  const colons = count(arn, ":");
  const fitting = resources
    .map((it) => ({ name: it.name, ...shapeOf(it) }))
    .filter((it) => it.slashes <= slashes && it.colons <= colons && it.shape.test(arn));
  const most = Math.max(...fitting.map((it) => it.slashes + it.colons));
  return fitting.filter((it) => it.slashes + it.colons === most).map((it) => it.name);
}

/** What the ARNs of a resource type look like, worked out when one is first compared with them. */
interface Shape {
  readonly shape: RegExp;
  readonly slashes: number;
  readonly colons: number;
}

const shapeOf = remembered(
  ({ arn }: ServiceResource): Shape => ({ shape: wildcard(arn), slashes: count(arn, "/"), colons: count(arn, ":") }),
);

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
