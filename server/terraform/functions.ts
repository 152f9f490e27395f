/** Terraform's pure functions over values: anything unexpected is unknown, never an error. */
import { parse as parseYaml } from "yaml";
import type { Dict, Entry, Hole, List, Located, Value } from "../../rules/api.js";
import { dictOf, equal, fromPlain, jsonText, listOf, make, plainOf, spelled, textOf, unknownAt } from "./values.js";

type Fn = (args: readonly Value[], at: Located) => Value | undefined;

/** Applies a function; unknown for those that only apply time answers and for arguments that it does not take. */
export function applyFunction(name: string, args: readonly Value[], at: Located): Value {
  if (applyTime.has(name)) return unknownAt(at, { call: name });
  const fn = table[name.startsWith("core::") ? name.slice("core::".length) : name];
  try {
    return fn?.(args, at) ?? unknownAt(at, ...(ofTime.has(name) ? args.flatMap(calls) : []));
  } catch {
    return unknownAt(at);
  }
}

/** Functions whose answer changes with each run where their argument does. */
const ofTime: ReadonlySet<string> = new Set(["timeadd", "formatdate"]);

function calls(value: Value): readonly Hole[] {
  return value.kind === "unknown" ? value.parts.flatMap((it) => (typeof it !== "string" && it.call !== undefined ? [it] : [])) : [];
}

const applyTime: ReadonlySet<string> = new Set(["timestamp", "plantimestamp", "uuid", "bcrypt"]);

const list = (value: Value | undefined): List | undefined => (value?.kind === "list" ? value : undefined);
const dict = (value: Value | undefined): Dict | undefined => (value?.kind === "dict" ? value : undefined);
const str = (value: Value | undefined): string | undefined => (value === undefined ? undefined : spelled(value));
const num = (value: Value | undefined): number | undefined => {
  const known = value === undefined ? undefined : spelled(value);
  return known !== undefined && known !== "" && !Number.isNaN(Number(known)) ? Number(known) : undefined;
};

/** Lifts a function of known strings. */
const strings =
  (run: (...args: string[]) => string | number | boolean | undefined): Fn =>
  (args, at) => {
    const known = args.map(str);
    if (!known.every((it) => it !== undefined)) return undefined;
    const result = run(...known.flatMap((it) => it ?? []));
    return result === undefined ? undefined : make(result, at);
  };

const numbers =
  (run: (...args: number[]) => number): Fn =>
  (args, at) => {
    const flat = args.flatMap((it) => (it.kind === "list" && it.complete ? it.items : [it])).map(num);
    const known = flat.flatMap((it) => it ?? []);
    return known.length === flat.length && known.length > 0 ? make(run(...known), at) : undefined;
  };

/** Items without equal ones; incomplete when some comparison is unknown. */
function distinct(items: readonly Value[], at: Located, complete: boolean): Value {
  const seen = new Set<string>();
  return listOf(
    items.filter((it) => {
      const plain = plainOf(it);
      if (plain === undefined) return true;
      const key = JSON.stringify(plain.data);
      return seen.has(key) ? false : seen.add(key);
    }),
    at,
    complete,
  );
}

const setOperation =
  (keep: (inA: boolean, inB: boolean) => boolean): Fn =>
  (args, at) => {
    const sets = args.map((it) => list(it));
    if (sets.some((it) => it === undefined || !it.complete || it.items.some((item) => plainOf(item) === undefined))) return undefined;
    return listOf(
      sets.slice(1).reduce<readonly Value[]>((left, right) => {
        const items = right?.items ?? [];
        const inside = (set: readonly Value[], it: Value): boolean => set.some((other) => equal(other, it) === true);
        return left.concat(items.filter((it) => !inside(left, it))).filter((it) => keep(inside(left, it), inside(items, it)));
      }, sets[0]?.items ?? []),
      at,
    );
  };

function goRegex(pattern: string): RegExp | undefined {
  if (pattern.length > 300 || /\(\?[^:i<P]|(?:[+*}]\)){1}[+*]/.test(pattern)) return undefined;
  const flags = /^\(\?([ims]+)\)/.exec(pattern);
  try {
    return new RegExp(pattern.slice(flags?.[0].length ?? 0).replace(/\(\?P</g, "(?<"), `${flags?.[1] ?? ""}`);
  } catch {
    return undefined;
  }
}

function format(args: readonly Value[], at: Located): Value | undefined {
  const [first, ...rest] = args;
  const pattern = str(first);
  if (pattern === undefined) return undefined;
  const pieces: (string | Value)[] = [];
  let next = 0;
  let last = 0;
  for (const match of pattern.matchAll(/%(%|\[(\d+)\])?([-+#0 ]*\d*(?:\.\d+)?)([a-zA-Z])?/g)) {
    pieces.push(pattern.slice(last, match.index));
    last = (match.index ?? 0) + match[0].length;
    if (match[1] === "%") {
      pieces.push("%");
      last = (match.index ?? 0) + 2;
      continue;
    }
    const arg = rest[match[2] ? Number(match[2]) - 1 : next++];
    if (arg === undefined) return undefined;
    const known = str(arg);
    if (known === undefined || match[4] === "q") pieces.push(known === undefined ? arg : JSON.stringify(known));
    else if (match[4] === "d" && match[3])
      pieces.push(match[3].startsWith("0") ? known.padStart(Number(match[3]), "0") : known.padStart(Number(match[3]) || 0));
    else if ((match[4] === "s" || match[4] === "d" || match[4] === "v") && !match[3]) pieces.push(known);
    else if (match[4] === "t") pieces.push(known);
    else return undefined;
  }
  pieces.push(pattern.slice(last));
  return textOf(pieces, at);
}

function flatten(items: readonly Value[]): { readonly items: readonly Value[]; readonly complete: boolean } {
  let complete = true;
  const flat = items.flatMap((it): readonly Value[] => {
    if (it.kind === "unknown") complete = false;
    if (it.kind !== "list") return [it];
    const inner = flatten(it.items);
    complete &&= it.complete && inner.complete;
    return inner.items;
  });
  return { items: flat, complete };
}

function merge(args: readonly Value[], at: Located): Value | undefined {
  const entries = new Map<string, Entry>();
  let complete = true;
  for (const it of args) {
    if (it.kind === "null") continue;
    if (it.kind !== "dict") {
      if (it.kind !== "unknown") return undefined;
      // What follows an unknown map may be overwritten by nothing, but what came before may be.
      for (const [key, entry] of entries) entries.set(key, { ...entry, value: unknownAt(entry.value) });
      complete = false;
      continue;
    }
    complete &&= it.complete;
    for (const entry of it.entries) entries.set(entry.key, entry);
  }
  return dictOf([...entries.values()], at, complete);
}

const table: Readonly<Record<string, Fn>> = {
  lookup: ([map, key, fallback], at) => {
    const known = dict(map);
    const name = str(key);
    if (known === undefined || name === undefined) return undefined;
    return known.entries.find((it) => it.key === name)?.value ?? (known.complete ? fallback : undefined) ?? unknownAt(at);
  },
  length: ([it], at) => {
    if (it?.kind === "text") return make([...it.known].length, at);
    if (it?.kind === "list" && it.complete) return make(it.items.length, at);
    return it?.kind === "dict" && it.complete ? make(it.entries.length, at) : undefined;
  },
  merge,
  contains: ([set, item], at) => {
    const known = list(set);
    if (known === undefined || item === undefined) return undefined;
    const verdicts = known.items.map((it) => equal(it, item));
    if (verdicts.includes(true)) return make(true, at);
    return known.complete && !verdicts.includes(undefined) ? make(false, at) : undefined;
  },
  coalesce: (args) => {
    for (const it of args) {
      if (it.kind === "unknown") return undefined;
      if (it.kind !== "null" && !(it.kind === "text" && it.known === "")) return it;
    }
    return undefined;
  },
  coalescelist: (args) => {
    for (const it of args) {
      if (it.kind === "unknown" || (it.kind === "list" && !it.complete)) return undefined;
      if (it.kind === "list" && it.items.length > 0) return it;
    }
    return undefined;
  },
  concat: (args, at) =>
    listOf(
      args.flatMap((it) => list(it)?.items ?? []),
      at,
      args.every((it) => list(it)?.complete === true),
    ),
  compact: ([it], at) => {
    const known = list(it);
    return known === undefined
      ? undefined
      : listOf(
          known.items.filter((item) => item.kind !== "null" && !(item.kind === "text" && item.known === "")),
          at,
          known.complete && known.items.every((item) => item.kind !== "unknown"),
        );
  },
  flatten: ([it], at) => {
    const known = list(it);
    if (known === undefined) return undefined;
    const flat = flatten(known.items);
    return listOf(flat.items, at, known.complete && flat.complete);
  },
  distinct: ([it], at) => (it?.kind === "list" ? distinct(it.items, at, it.complete) : undefined),
  toset: ([it], at) => (it?.kind === "list" ? distinct(it.items, at, it.complete) : undefined),
  tolist: ([it]) => list(it),
  tomap: ([it]) => dict(it),
  tostring: ([it], at) => (it?.kind === "unknown" ? it : str(it) === undefined ? undefined : make(str(it) ?? "", at)),
  tonumber: ([it], at) => (num(it) === undefined ? undefined : make(num(it) ?? 0, at)),
  tobool: ([it], at) => (str(it) === "true" || str(it) === "false" ? make(str(it) === "true", at) : undefined),
  sensitive: ([it]) => it,
  nonsensitive: ([it]) => it,
  jsonencode: ([it], at) => {
    if (it === undefined) return undefined;
    const known = jsonText(it);
    return known === undefined ? { ...unknownAt(at), json: it } : { kind: "text", known, json: it, at: at.at, origin: at.origin };
  },
  jsondecode: ([it], at) => {
    if (it?.kind !== "text" && it?.kind !== "unknown") return undefined;
    if (it.json) return it.json;
    return it.kind === "text" ? fromPlain(JSON.parse(it.known), at) : undefined;
  },
  yamlencode: ([it], at) => (it ? { ...unknownAt(at), json: it } : undefined),
  yamldecode: ([it], at) =>
    it?.kind === "text" && it.known.length < 100_000 ? fromPlain(parseYaml(it.known, { maxAliasCount: 100 }), at) : undefined,
  format,
  formatlist: (args, at) => {
    const lists = args.map((it) => (it.kind === "list" ? it : undefined));
    const length = lists.find((it) => it !== undefined)?.items.length;
    if (length === undefined || lists.some((it) => it !== undefined && !it.complete)) return undefined;
    return listOf(
      Array.from(
        { length },
        (_, i) =>
          format(
            args.map((it) => (it.kind === "list" ? (it.items[i] ?? unknownAt(at)) : it)),
            at,
          ) ?? unknownAt(at),
      ),
      at,
    );
  },
  join: ([separator, ...lists], at) => {
    const between = str(separator);
    if (between === undefined || !lists.every((it) => it.kind === "list" && it.complete)) return undefined;
    const items = lists.flatMap((it) => list(it)?.items ?? []);
    return textOf(
      items.flatMap((it, i) => (i === 0 ? [it] : [between, it])),
      at,
    );
  },
  split: ([separator, text], at) => {
    const between = str(separator);
    const known = str(text);
    return between === undefined || known === undefined
      ? undefined
      : listOf(
          known.split(between).map((it) => make(it, at)),
          at,
        );
  },
  one: ([it], at) => {
    const known = list(it);
    if (known === undefined || !known.complete || known.items.length > 1) return undefined;
    return known.items[0] ?? make(null, at);
  },
  keys: ([it], at) => {
    const known = dict(it);
    return known === undefined
      ? undefined
      : listOf(
          known.entries
            .map((entry) => entry.key)
            .sort()
            .map((key) => make(key, at)),
          at,
          known.complete,
        );
  },
  values: ([it], at) => {
    const known = dict(it);
    return known === undefined
      ? undefined
      : listOf(
          [...known.entries].sort((a, b) => (a.key < b.key ? -1 : 1)).map((entry) => entry.value),
          at,
          known.complete,
        );
  },
  element: ([it, index]) => {
    const known = list(it);
    const at = num(index);
    return known === undefined || !known.complete || at === undefined || known.items.length === 0
      ? undefined
      : known.items[((at % known.items.length) + known.items.length) % known.items.length];
  },
  slice: ([it, from, to], at) => {
    const known = list(it);
    return known?.complete !== true || num(from) === undefined || num(to) === undefined
      ? undefined
      : listOf(known.items.slice(num(from), num(to)), at);
  },
  reverse: ([it], at) => {
    const known = list(it);
    return known === undefined ? undefined : listOf([...known.items].reverse(), at, known.complete);
  },
  sort: ([it], at) => {
    const known = list(it);
    if (known?.complete !== true || !known.items.every((item) => str(item) !== undefined)) return undefined;
    return listOf(
      [...known.items].sort((a, b) => ((str(a) ?? "") < (str(b) ?? "") ? -1 : 1)),
      at,
    );
  },
  zipmap: ([keys, values], at) => {
    const names = list(keys);
    const items = list(values);
    if (names?.complete !== true || items?.complete !== true) return undefined;
    return dictOf(
      names.items.flatMap((it, i) =>
        str(it) === undefined ? [] : [{ key: str(it) ?? "", keyAt: at.at, value: items.items[i] ?? unknownAt(at) }],
      ),
      at,
      names.items.every((it) => str(it) !== undefined),
    );
  },
  setunion: setOperation((a, b) => a || b),
  setintersection: setOperation((a, b) => a && b),
  setsubtract: setOperation((a, b) => a && !b),
  setproduct: (args, at) => {
    if (!args.every((it) => it.kind === "list" && it.complete)) return undefined;
    if (args.reduce((size, it) => size * (list(it)?.items.length ?? 0), 1) > 1000) return undefined;
    const all = args.reduce<readonly (readonly Value[])[]>(
      (rows, it) => rows.flatMap((row) => (list(it)?.items ?? []).map((item) => [...row, item])),
      [[]],
    );
    return listOf(
      all.map((row) => listOf(row, at)),
      at,
    );
  },
  range: (args, at) => {
    const [a = 0, b, step = 1] = args.map(num).flatMap((it) => it ?? []);
    if (args.some((it) => num(it) === undefined) || step === 0) return undefined;
    const [from, to] = b === undefined ? [0, a] : [a, b];
    const count = Math.ceil((to - from) / step);
    return count > 1024
      ? undefined
      : listOf(
          Array.from({ length: Math.max(0, count) }, (_, i) => make(from + i * step, at)),
          at,
        );
  },
  index: ([it, item], at) => {
    const known = list(it);
    const found = known?.complete && item ? known.items.findIndex((other) => equal(other, item) === true) : -1;
    return found < 0 ? undefined : make(found, at);
  },
  alltrue: ([it], at) => allOf(it, at, true),
  anytrue: ([it], at) => allOf(it, at, false),
  upper: strings((it = "") => it.toUpperCase()),
  lower: strings((it = "") => it.toLowerCase()),
  title: strings((it = "") => it.replace(/\b\p{L}/gu, (letter) => letter.toUpperCase())),
  trimspace: strings((it = "") => it.trim()),
  chomp: strings((it = "") => trimSet(it, "\r\n", false)),
  trim: strings((it = "", cut = "") => trimSet(trimSet(it, cut, true), cut, false)),
  trimprefix: strings((it = "", prefix = "") => (it.startsWith(prefix) ? it.slice(prefix.length) : it)),
  trimsuffix: strings((it = "", suffix = "") => (suffix !== "" && it.endsWith(suffix) ? it.slice(0, -suffix.length) : it)),
  startswith: strings((it = "", prefix = "") => it.startsWith(prefix)),
  endswith: strings((it = "", suffix = "") => it.endsWith(suffix)),
  strcontains: strings((it = "", part = "") => it.includes(part)),
  strrev: strings((it = "") => [...it].reverse().join("")),
  substr: strings((it = "", offset = "0", length = "-1") => {
    const letters = [...it];
    const from = Number(offset) < 0 ? Math.max(0, letters.length + Number(offset)) : Number(offset);
    return letters.slice(from, Number(length) < 0 ? undefined : from + Number(length)).join("");
  }),
  indent: strings((count = "0", it = "") => it.replace(/\n(?!$)/g, `\n${" ".repeat(Math.min(100, Number(count)))}`)),
  replace: strings((it = "", part = "", by = "") => {
    if (!/^\/.*\/$/s.test(part)) return it.split(part).join(by);
    const pattern = goRegex(part.slice(1, -1));
    return pattern
      ? it.replace(
          new RegExp(pattern.source, `${pattern.flags}g`),
          by.replace(/\$\{(\w+)\}/g, (_, name: string) => (/^\d+$/.test(name) ? `$${name}` : `$<${name}>`)),
        )
      : undefined;
  }),
  regex: ([pattern, text], at) => {
    const compiled = goRegex(str(pattern) ?? "(?!)x".repeat(100));
    const known = str(text);
    const match = compiled && known !== undefined ? compiled.exec(known) : undefined;
    if (!match) return undefined;
    if (match.groups) return fromPlain({ ...match.groups }, at);
    return match.length > 1
      ? listOf(
          match.slice(1).map((it) => make(it ?? null, at)),
          at,
        )
      : make(match[0], at);
  },
  parseint: strings((it = "", base = "10") =>
    Number.isNaN(Number.parseInt(it, Number(base))) ? undefined : Number.parseInt(it, Number(base)),
  ),
  abs: numbers(Math.abs),
  ceil: numbers(Math.ceil),
  floor: numbers(Math.floor),
  max: numbers(Math.max),
  min: numbers(Math.min),
  pow: numbers((a, b = 1) => a ** b),
  sum: numbers((...all) => all.reduce((a, b) => a + b, 0)),
  cidrsubnet: strings((prefix = "", bits = "", net = "") => subnet(prefix, Number(bits), Number(net))),
  cidrhost: strings((prefix = "", host = "") => hostOf(prefix, Number(host))),
};

function allOf(it: Value | undefined, at: Located, every: boolean): Value | undefined {
  const known = list(it);
  if (known === undefined) return undefined;
  const flags = known.items.map((item) => str(item));
  if (flags.includes(String(!every))) return make(!every, at);
  return known.complete && !flags.includes(undefined) ? make(every, at) : undefined;
}

function trimSet(text: string, cut: string, left: boolean): string {
  let from = 0;
  let to = text.length;
  while (left && from < to && cut.includes(text[from] ?? "")) from++;
  while (!left && to > from && cut.includes(text[to - 1] ?? "")) to--;
  return text.slice(from, to);
}

function ipv4(prefix: string): { readonly base: number; readonly length: number } | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(prefix);
  if (!match) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, length = 0] = match.slice(1).map(Number);
  const base = ((a * 256 + b) * 256 + c) * 256 + d;
  return { base: base - (base % 2 ** (32 - length)), length };
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

function subnet(prefix: string, bits: number, net: number): string | undefined {
  const parsed = ipv4(prefix);
  if (parsed === undefined || parsed.length + bits > 32 || net >= 2 ** bits) return undefined;
  return `${dotted(parsed.base + net * 2 ** (32 - parsed.length - bits))}/${parsed.length + bits}`;
}

function hostOf(prefix: string, host: number): string | undefined {
  const parsed = ipv4(prefix);
  if (parsed === undefined || host < 0 || host >= 2 ** (32 - parsed.length)) return undefined;
  return dotted(parsed.base + host);
}
