/** Reading values: paths, scalars and lists, with certain absence kept apart from the unknown. */
import type { Data } from "../api.js";
import type { Dict, Entry, Hole, Located, Reference, Unknown, Value } from "../vocabulary/value.js";

/** An unknown that stands where `near` is. */
export function unknown(near: Located, ...parts: readonly (string | Hole)[]): Unknown {
  return { kind: "unknown", known: undefined, at: near.at, origin: near.origin, parts: parts.length > 0 ? parts : [{}] };
}

/**
 * The value at a path: `a.b.0.c`, or an array where keys hold dots. undefined means certainly absent (or null); an Unknown means that
 * it may be there. Nested blocks of one label are stepped into when there is exactly one.
 */
export function get(value: Value | undefined, path: string | readonly string[]): Value | undefined {
  let here: Value | undefined = value;
  if (typeof path === "string" && !path.includes(".")) here = here && child(here, path);
  else
    for (const step of typeof path === "string" ? path.split(".") : path) {
      if (here === undefined) return undefined;
      here = child(here, step);
    }
  return here === undefined || here.kind === "null" ? undefined : here;
}

function child(value: Value, step: string): Value | undefined {
  if (value.kind === "unknown") return unknown(value);
  if (value.kind === "list") {
    const index = Number(step);
    if (Number.isInteger(index)) return value.items[index] ?? (value.complete ? undefined : unknown(value));
    if (!value.blocks) return undefined;
    const only = value.items[0];
    if (only === undefined) return value.complete ? undefined : unknown(value);
    return value.items.length === 1 && value.complete
      ? child(only, step)
      : (child(only, step) ?? (value.complete ? undefined : unknown(value)));
  }
  if (value.kind !== "dict") return undefined;
  return entry(value, step)?.value ?? (value.complete ? undefined : unknown(value));
}

/** The entry of a key as written, if any. */
export function entry(value: Value | undefined, key: string): Entry | undefined {
  if (value?.kind !== "dict") return undefined;
  // Rules read nothing more often.
  for (const it of value.entries) if (it.key === key) return it;
  return undefined;
}

/** The entries of a dict; none for anything else. */
export function entries(value: Value | undefined): readonly Entry[] {
  return value?.kind === "dict" ? value.entries : [];
}

/** A known string; numbers and flags as Terraform and Kubernetes would spell them. */
export function text(value: Value | undefined): string | undefined {
  if (value?.kind === "text") return value.known;
  return value?.kind === "number" || value?.kind === "flag" ? String(value.known) : undefined;
}

/** A known number, also from a numeric string. */
export function number(value: Value | undefined): number | undefined {
  if (value?.kind === "number") return value.known;
  return value?.kind === "text" && /^-?\d+(?:\.\d+)?$/.test(value.known) ? Number(value.known) : undefined;
}

/** A known boolean, also from the strings `true` and `false`. undefined is “not known”, never “no”. */
export function flag(value: Value | undefined): boolean | undefined {
  if (value?.kind === "flag") return value.known;
  if (value?.kind !== "text") return undefined;
  return value.known === "true" ? true : value.known === "false" ? false : undefined;
}

/** The items of a list, the value itself when it is single, nothing when absent. */
export function items(value: Value | undefined): readonly Value[] {
  if (value === undefined || value.kind === "null") return [];
  return value.kind === "list" ? value.items : [value];
}

/** The known strings among the items. */
export function texts(value: Value | undefined): readonly string[] {
  const found: string[] = [];
  for (const it of items(value)) {
    const known = text(it);
    if (known !== undefined) found.push(known);
  }
  return found;
}

/** True when a list or dict, and everything an absence test would look at, is in view. Absent counts as complete. */
export function isComplete(value: Value | undefined): boolean {
  if (value === undefined) return true;
  if (value.kind === "list") return value.complete && value.items.every((it) => it.kind !== "unknown");
  return value.kind === "dict" ? value.complete : value.kind !== "unknown";
}

export function isUnknown(value: Value | undefined): value is Unknown {
  return value?.kind === "unknown";
}

/** True when certainly absent, null, or an empty string, list or map. */
export function isEmpty(value: Value | undefined): boolean {
  if (value === undefined || value.kind === "null") return true;
  if (value.kind === "text") return value.known === "";
  if (value.kind === "list") return value.complete && value.items.length === 0;
  return value.kind === "dict" && value.complete && value.entries.length === 0;
}

/** Every reference that a value holds, at any depth. */
export function references(value: Value | undefined): readonly Reference[] {
  if (value === undefined) return [];
  if (value.kind === "list") return value.items.flatMap(references);
  if (value.kind === "dict") return value.entries.flatMap((it) => references(it.value));
  if (value.kind === "unknown")
    return [...value.parts.flatMap((it) => (typeof it !== "string" && it.reference ? [it.reference] : [])), ...references(value.json)];
  return value.kind === "text" ? references(value.json) : [];
}

/** Whether a value is still being typed, so that it refers to nothing yet: a link that is not written links nothing. */
export function isUnwritten(value: Value | undefined): boolean {
  return value?.kind === "unknown" && value.parts.some((it) => typeof it !== "string" && it.unwritten === true);
}

/** The reference that a value is as a whole. */
export function reference(value: Value | undefined): Reference | undefined {
  if (value?.kind !== "unknown" || value.parts.length !== 1) return undefined;
  const [only] = value.parts;
  return typeof only === "object" ? only.reference : undefined;
}

/** A string's literal pieces, with undefined for each hole; undefined for anything but strings and unknowns. */
export function pieces(value: Value | undefined): readonly (string | undefined)[] | undefined {
  if (value?.kind === "unknown") return value.parts.map((it) => (typeof it === "string" ? it : undefined));
  const known = text(value);
  return known === undefined ? undefined : [known];
}

/** The blocks of a label, or the dicts of a list or single object. */
export function dicts(value: Value | undefined): readonly Dict[] {
  const found: Dict[] = [];
  for (const it of items(value)) if (it.kind === "dict") found.push(it);
  return found;
}

/** A value as data to be written elsewhere; null where it is not known. */
export function dataOf(value: Value | undefined): Data {
  if (value === undefined || value.kind === "unknown") return null;
  if (value.kind === "list") return value.items.map(dataOf);
  return value.kind === "dict" ? Object.fromEntries(value.entries.map((it) => [it.key, dataOf(it.value)])) : value.known;
}

/** Whether two names differ by one or two letters, as a slip of the hand does: numbers at the end tell siblings apart, not slips. */
export function misspelt(name: string, written: string): boolean {
  if (name === written || Math.min(name.length, written.length) < 3 || Math.abs(name.length - written.length) > 1) return false;
  if (name.replace(/\d+/g, "") === written.replace(/\d+/g, "")) return false;
  const sorted = (it: string): string => [...it].sort().join("");
  if (name.length === written.length) {
    const differ = [...name].filter((it, i) => it !== written[i]).length;
    return differ === 1 || (differ === 2 && sorted(name) === sorted(written));
  }
  const [short, long] = name.length < written.length ? [name, written] : [written, name];
  return [...long].some((_, i) => long.slice(0, i) + long.slice(i + 1) === short) && !/s$/.test(long);
}
