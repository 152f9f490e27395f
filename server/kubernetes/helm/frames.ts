/** Which `if`, `with`, `range` and `define` stand around a place of a template. */
import type { TemplateAction } from "../../syntax/yaml/templates.js";

/** One open block: the branch that is being read, after the tests of the branches before it. */
export interface Frame {
  /** `opaque` for `define` and `block`, whose dot is the caller's. */
  readonly kind: "if" | "with" | "range" | "opaque";
  /** The conditions so far; without `otherwise` the last one is that of this branch, and the others failed. */
  readonly tests: readonly string[];
  readonly otherwise: boolean;
}

export type Frames = readonly Frame[];

/** A stretch of a text, from `start` to the next one, and what is open there. */
export interface Stretch {
  readonly start: number;
  readonly frames: Frames;
}

/** Deeper blocks are no chart's. */
const deepest = 100;
const opening = /^(if|with|range|define|block)\b\s*(.*)$/s;
const turning = /^else(?:\s+(if|with)\b\s*(.*))?$/s;

/** What stays open behind each action of a text that begins inside `outer`; undefined when the blocks do not pair up. */
export function stretches(actions: readonly TemplateAction[], outer: Frames): readonly Stretch[] | undefined {
  const found: Stretch[] = [{ start: 0, frames: outer }];
  let frames = outer;
  for (const { code, end } of actions) {
    const next = after(frames, code);
    if (next === undefined) return undefined;
    if (next === frames) continue;
    frames = next;
    found.push({ start: end, frames });
  }
  return found;
}

/** The index of the first item that starts at or behind an offset, among items in order. */
export function firstFrom(items: readonly { readonly start: number }[], offset: number): number {
  let low = 0;
  for (let high = items.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether an action writes nothing itself. */
export function isControl(code: string): boolean {
  return opening.test(code) || turning.test(code) || /^(?:end|break|continue)\b|^\/\*|^\$\w*\s*(?:,\s*\$\w+\s*)?:?=/.test(code);
}

function after(frames: Frames, code: string): Frames | undefined {
  const opens = opening.exec(code);
  if (opens && frames.length >= deepest) return undefined;
  if (opens) {
    const [, word, test = ""] = opens;
    const kind = word === "if" || word === "with" || word === "range" ? word : "opaque";
    return [...frames, { kind, tests: [test], otherwise: false }];
  }
  if (!/^(?:end|else)\b/.test(code)) return frames;
  const top = frames[frames.length - 1];
  if (top === undefined) return undefined;
  const below = frames.slice(0, -1);
  const turns = turning.exec(code);
  if (!turns) return code === "end" ? below : undefined;
  const [, word, test] = turns;
  if (word === undefined || test === undefined) return [...below, { ...top, otherwise: true }];
  return [...below, { kind: word === "with" ? "with" : "if", tests: [...top.tests, test], otherwise: false }];
}
