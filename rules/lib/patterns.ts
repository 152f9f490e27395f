/** Sets of strings that IAM patterns name: literals, `*`, `?` and holes whose text nobody knows yet. Inclusion and intersection, three-valued. */
import type { Value } from "../vocabulary/value.js";
import { pieces } from "./value.js";

/** One place of a pattern: a character, or one of the marks below. */
type Token = string;
const many = "\0*";
const one = "\0?";
/** Text that apply time or the request decides: a Terraform reference or a policy variable such as `${aws:username}`. */
const hole = "\0_";

/** A set of strings: one string for each way to fill its wildcards. */
export type Pattern = readonly Token[];

/** The pattern of a text or value; undefined when it is no string at all. `fold` ignores case, as action names do. */
export function pattern(source: string | Value, fold = false): Pattern | undefined {
  const parts = typeof source === "string" ? [source] : pieces(source);
  return parts?.flatMap((part) => (part === undefined ? [hole] : tokens(fold ? part.toLowerCase() : part)));
}

function tokens(text: string): readonly Token[] {
  return [...text.matchAll(/\$\{([^}]*)\}|[\s\S]/gu)].map(([whole, variable]) => {
    if (variable === undefined) return whole === "*" ? many : whole === "?" ? one : whole;
    return /^[*?$]$/.test(variable) ? variable : hole;
  });
}

/** Whether every string of `b` is one of `a`; undefined when a hole decides. */
export function covers(a: Pattern, b: Pattern): boolean | undefined {
  if (!a.includes(hole) && includes(a, widest(b))) return true;
  if (b.includes(hole)) return intersects(widest(a), widest(b)) ? undefined : false;
  return a.includes(hole) && includes(widest(a), b) ? undefined : false;
}

/** Whether some string is in both; undefined when a hole decides. */
export function meets(a: Pattern, b: Pattern): boolean | undefined {
  if (!intersects(widest(a), widest(b))) return false;
  return a.includes(hole) || b.includes(hole) ? undefined : true;
}

/** The two questions on texts and values; undefined also for what is no string. */
export function coversText(a: string | Value, b: string | Value, fold = false): boolean | undefined {
  const quick = names(a, b, fold);
  if (quick !== undefined) return quick;
  const left = pattern(a, fold);
  const right = pattern(b, fold);
  return left && right && covers(left, right);
}

export function meetsText(a: string | Value, b: string | Value, fold = false): boolean | undefined {
  const quick = names(a, b, fold);
  if (quick !== undefined) return quick;
  const left = pattern(a, fold);
  const right = pattern(b, fold);
  return left && right && meets(left, right);
}

/** Whether a text names a literal: most questions are of this kind, and need no automaton. undefined leaves it to one. */
function names(a: string | Value, b: string | Value, fold: boolean): boolean | undefined {
  const left = literal(a, fold);
  const right = literal(b, fold);
  if (left === undefined || right === undefined || /[*?$]/.test(right)) return undefined;
  const wild = left.search(/[*?$]/);
  if (wild < 0) return left === right;
  if (!right.startsWith(left.slice(0, wild))) return false;
  return wild === left.length - 1 && left[wild] === "*" ? true : undefined;
}

function literal(it: string | Value, fold: boolean): string | undefined {
  const known = typeof it === "string" ? it : it.kind === "text" ? it.known : undefined;
  return fold ? known?.toLowerCase() : known;
}

function widest(it: Pattern): Pattern {
  return it.map((token) => (token === hole ? many : token));
}

/**
 * Inclusion by following `b` through all positions that `a` could be at. A character that neither pattern writes is the hardest for `a`,
 * because only wildcards take it: it stands for every character of `b`'s wildcards.
 */
function includes(a: Pattern, b: Pattern): boolean {
  const seen = new Set<string>();
  const open: { readonly at: number; readonly positions: readonly number[] }[] = [{ at: 0, positions: closure(a, [0]) }];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const { at, positions } = state;
    const key = `${at}|${positions.join()}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const token = b[at];
    if (token === undefined) {
      if (!positions.includes(a.length)) return false;
    } else if (token === many) {
      open.push({ at: at + 1, positions }, { at, positions: step(a, positions, undefined) });
    } else open.push({ at: at + 1, positions: step(a, positions, token === one ? undefined : token) });
  }
  return true;
}

function step(a: Pattern, positions: readonly number[], character: string | undefined): readonly number[] {
  return closure(
    a,
    positions.flatMap((it) => {
      const token = a[it];
      if (token === many) return [it];
      return token === one || (character !== undefined && token === character) ? [it + 1] : [];
    }),
  );
}

/** Positions reachable without a character, in order. */
function closure(a: Pattern, positions: readonly number[]): readonly number[] {
  const found = new Set<number>();
  for (const start of positions)
    for (let it = start; !found.has(it); it++) {
      found.add(it);
      if (a[it] !== many) break;
    }
  return [...found].sort((x, y) => x - y);
}

function intersects(a: Pattern, b: Pattern): boolean {
  const seen = new Set<number>();
  const open: (readonly [number, number])[] = [[0, 0]];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const [i, j] = state;
    if (i > a.length || j > b.length || seen.has(i * (b.length + 1) + j)) continue;
    seen.add(i * (b.length + 1) + j);
    if (i === a.length && j === b.length) return true;
    const left = a[i];
    const right = b[j];
    if (left === many) open.push([i + 1, j], [i, j + 1]);
    if (right === many) open.push([i, j + 1], [i + 1, j]);
    if (left !== undefined && right !== undefined && (left === one || right === one || left === right)) open.push([i + 1, j + 1]);
  }
  return false;
}
