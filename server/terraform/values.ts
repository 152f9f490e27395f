/** Making values: joining strings with holes, comparing, and converting as Terraform does. */
import type { Dict, Hole, Located, Place, Unknown, Value } from "../../rules/api.js";

export function located(place: Place): Located {
  return { at: place, origin: place };
}

export function unknownAt(at: Located, ...parts: readonly (string | Hole)[]): Unknown {
  return { kind: "unknown", known: undefined, at: at.at, origin: at.origin, parts: parts.length > 0 ? parts : [{}] };
}

/** What is still being typed: it refers to nothing yet. */
export function unwrittenAt(at: Located): Unknown {
  return unknownAt(at, { unwritten: true });
}

export function make(known: string | number | boolean | null, at: Located): Value {
  // Written out: an object made by spreading takes twice the room, and there are many values.
  const { origin } = at;
  if (known === null) return { kind: "null", known, at: at.at, origin };
  if (typeof known === "string") return { kind: "text", known, at: at.at, origin };
  return typeof known === "number" ? { kind: "number", known, at: at.at, origin } : { kind: "flag", known, at: at.at, origin };
}

export function listOf(items: readonly Value[], at: Located, complete = true): Value {
  return { kind: "list", known: undefined, items, complete, blocks: false, at: at.at, origin: at.origin };
}

export function dictOf(entries: Dict["entries"], at: Located, complete = true): Dict {
  return { kind: "dict", known: undefined, entries, complete, at: at.at, origin: at.origin };
}

/** Concatenates pieces: a known text, or an unknown that keeps what is known of it. Undefined pieces of other kinds make a hole. */
export function textOf(pieces: readonly (string | Value)[], at: Located): Value {
  const parts: (string | Hole)[] = [];
  const push = (part: string | Hole): void => {
    const last = parts[parts.length - 1];
    if (part === "") return;
    if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
    else parts.push(part);
  };
  for (const it of pieces) {
    if (typeof it === "string") push(it);
    else {
      const known = spelled(it);
      if (known !== undefined) push(known);
      else if (it.kind === "unknown") for (const part of it.parts) push(part);
      else push({});
    }
  }
  if (parts.every((it) => typeof it === "string")) return make(parts.join(""), at);
  return unknownAt(at, ...parts);
}

/** How a scalar reads in a string. */
export function spelled(value: Value): string | undefined {
  if (value.kind === "text") return value.known;
  return value.kind === "number" || value.kind === "flag" ? String(value.known) : undefined;
}

/** A larger value is no longer looked into: nobody writes one, but loops over loops make them. */
export const maximumWeight = 50_000;

const weights = new WeakMap<Value, number>();

/** How many values a value holds, itself included. */
export function weightOf(value: Value): number {
  if (value.kind !== "list" && value.kind !== "dict") return 1;
  const known = weights.get(value);
  if (known !== undefined) return known;
  let weight = 1;
  if (value.kind === "list") for (const it of value.items) weight += weightOf(it);
  else for (const it of value.entries) weight += weightOf(it.value);
  weights.set(value, weight);
  return weight;
}

/** The same value as used somewhere else: reported at `at`, written where it was. */
export function rehome(value: Value, at: Place): Value {
  if (weightOf(value) > maximumWeight) return unknownAt({ at, origin: value.origin });
  return moved(value, at);
}

function moved(value: Value, at: Place): Value {
  if (value.at.unit === at.unit && value.at.start === at.start && value.at.end === at.end) return value;
  switch (value.kind) {
    case "list":
      return { ...value, at, items: value.items.map((it) => moved(it, at)) };
    case "dict":
      return { ...value, at, entries: value.entries.map((it) => ({ ...it, keyAt: at, value: moved(it.value, at) })) };
    case "text":
    case "unknown":
      return value.json ? { ...value, at, json: moved(value.json, at) } : { ...value, at };
    default:
      return { ...value, at };
  }
}

/** Plain data of a value that is known throughout; undefined when some part is not. */
export function plainOf(value: Value): { readonly data: unknown } | undefined {
  if (value.kind === "unknown") return undefined;
  if (value.kind === "list") {
    if (!value.complete) return undefined;
    const items = value.items.map(plainOf);
    return items.every((it) => it !== undefined) ? { data: items.map((it) => it?.data) } : undefined;
  }
  if (value.kind === "dict") {
    if (!value.complete) return undefined;
    const entries = value.entries.map((it) => [it.key, plainOf(it.value)] as const);
    return entries.every(([, it]) => it !== undefined)
      ? { data: Object.fromEntries(entries.map(([key, it]) => [key, it?.data])) }
      : undefined;
  }
  return { data: value.known };
}

/** The JSON of a value that is known throughout; undefined when some part is not. */
export function jsonText(value: Value): string | undefined {
  if (value.kind === "unknown") return undefined;
  if (value.kind !== "list" && value.kind !== "dict") return JSON.stringify(value.known);
  if (!value.complete) return undefined;
  let text = "";
  if (value.kind === "list") {
    for (const it of value.items) {
      const item = jsonText(it);
      if (item === undefined) return undefined;
      text += text === "" ? item : `,${item}`;
    }
    return `[${text}]`;
  }
  for (const it of value.entries) {
    const item = jsonText(it.value);
    if (item === undefined) return undefined;
    text += `${text === "" ? "" : ","}${JSON.stringify(it.key)}:${item}`;
  }
  return `{${text}}`;
}

/** Deep equality of known values; undefined when unknown parts decide. */
export function equal(a: Value, b: Value): boolean | undefined {
  const left = plainOf(a);
  const right = plainOf(b);
  if (left === undefined || right === undefined) return undefined;
  const x = left.data;
  const y = right.data;
  if (typeof x !== "object" && typeof y !== "object") return String(x) === String(y) && (x === null) === (y === null);
  return JSON.stringify(sorted(x)) === JSON.stringify(sorted(y));
}

function sorted(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(sorted);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, sorted(value)]),
  );
}

/** Values of plain data, all at one place. */
export function fromPlain(data: unknown, at: Located): Value {
  if (typeof data === "string" || typeof data === "number" || typeof data === "boolean") return make(data, at);
  if (Array.isArray(data))
    return listOf(
      data.map((it) => fromPlain(it, at)),
      at,
    );
  if (typeof data === "object" && data !== null)
    return dictOf(
      Object.entries(data).map(([key, value]) => ({ key, keyAt: at.at, value: fromPlain(value, at) })),
      at,
    );
  return make(null, at);
}
