/** Puts a chart's defaults where its templates use them: what they and the conditions around it decide is known, all else stays unknown. */
import type { Dict, Entry, Hole, Place, Value } from "../../../rules/api.js";
import { text as textOf } from "../../../rules/lib/value.js";
import { resolvePlain } from "../../syntax/yaml/scalars.js";
import { type TemplateAction, templateActions } from "../../syntax/yaml/templates.js";
import { dotOf, type Environment, evaluate, type Found, type Scope, withoutVariables } from "./expressions.js";
import { type Frames, firstFrom, isControl, type Stretch, stretches } from "./frames.js";

/** What a document of a template is read with. */
export interface Surroundings extends Omit<Environment, "here"> {
  /** What documents before it have opened. */
  readonly frames: Frames;
}

const outermost: Scope = { dot: "root", root: true, live: true };

/**
 * The same document with its decided values known, seen where the template writes them. A default says what is there, never what is missing:
 * an empty one is mostly meant to be filled in, and users add keys to maps, so nothing is absent from a value that came from a chart.
 * What stands in a branch that the defaults do not certainly take may be there or not: it is left out of dicts and lists that are not
 * complete. The blocks around the whole document do not count: an object that is off by default is judged as it is when it is switched on.
 * `text` is the text of its unit.
 */
export function render(document: Value, text: string, surroundings: Surroundings): Value {
  const actions = templateActions(text);
  const open = actions && stretches(actions, surroundings.frames);
  return actions === undefined || open === undefined
    ? document
    : createRenderer(text, actions, open, surroundings, document.at).walk(document);
}

function createRenderer(
  text: string,
  actions: readonly TemplateAction[],
  open: readonly Stretch[],
  surroundings: Surroundings,
  whole: Place,
) {
  const scopes = new Map<Frames, Scope>();
  const around = framesAt(whole.start);

  function framesAt(offset: number): Frames {
    return open[firstFrom(open, offset + 1) - 1]?.frames ?? surroundings.frames;
  }

  function environment(unit: string, action: { readonly start: number }): Environment {
    // A point between the braces, where no edit finds anything.
    return { ...surroundings, here: { unit, start: action.start + 2, end: action.start + 2 } };
  }

  /** The scope inside all frames, `from` of which are already accounted for by `outer`. */
  function scopeIn(frames: Frames, unit: string, from = 0, outer: Scope = outermost): Scope {
    const known = from === 0 ? scopes.get(frames) : undefined;
    if (known) return known;
    let scope = outer;
    const env = environment(unit, { start: 0 });
    for (const { kind, tests, otherwise } of frames.slice(from)) {
      if (kind === "opaque") {
        scope = { dot: undefined, root: false, live: undefined };
        continue;
      }
      const truths = tests.map((it) => evaluate(withoutVariables(it), scope, env).truth);
      const wanted = truths.map((it, i) => (it === undefined ? undefined : it === (!otherwise && i === truths.length - 1)));
      const live = wanted.includes(false) || scope.live === false ? false : wanted.includes(undefined) ? undefined : scope.live;
      const last = tests[tests.length - 1] ?? "";
      const dot = otherwise || kind === "if" ? scope.dot : kind === "with" ? dotOf(last, scope, env) : undefined;
      scope = { dot, root: scope.root, live };
    }
    if (from === 0) scopes.set(frames, scope);
    return scope;
  }

  /** Whether the defaults certainly write what stands at a place, once the document is there. */
  function isWritten({ unit, start }: Place): boolean {
    const frames = framesAt(start);
    let shared = 0;
    while (shared < frames.length && frames[shared] === around[shared]) shared++;
    if (shared === frames.length) return true;
    const outer = { ...scopeIn(frames.slice(0, shared), unit), live: true };
    return scopeIn(frames, unit, shared, outer).live === true;
  }

  function walk(value: Value): Value {
    if (value.kind === "dict") {
      const entries = value.entries.flatMap((it) => (isWritten(it.keyAt) ? walkEntry(it) : []));
      const isSame = entries.length === value.entries.length && entries.every((it, i) => it === value.entries[i]);
      return isSame ? value : { ...value, entries, complete: value.complete && entries.length === value.entries.length };
    }
    if (value.kind === "list") {
      const items = value.items.flatMap((it) => (isWritten(it.at) ? walk(it) : []));
      const isSame = items.length === value.items.length && items.every((it, i) => it === value.items[i]);
      return isSame ? value : { ...value, items, complete: value.complete && items.length === value.items.length };
    }
    if (value.kind !== "unknown" || value.at !== value.origin) return value;
    return scalar(value.origin, value.parts) ?? value;
  }

  function walkEntry(entry: Entry): Entry {
    const { value } = entry;
    const isBare = value.kind === "unknown" && value.at === value.origin && value.origin.start === value.origin.end;
    const made = isBare ? block(entry) : walk(value);
    return made === undefined || made === value ? entry : { ...entry, value: made };
  }

  /** The value of a key that is written by the action on the lines below it: `{{- toYaml .Values.securityContext | nindent 8 }}`. */
  function block({ keyAt }: Entry): Value | undefined {
    let written: { readonly action: TemplateAction; readonly found: Found } | undefined;
    const colon = text.indexOf(":", keyAt.end) + 1;
    let end = colon;
    for (let i = firstFrom(actions, colon); i < actions.length; i++) {
      const action = actions[i];
      if (action === undefined) break;
      if (/[^\s]/.test(text.slice(end, action.start).replace(/(?:^|\s)#.*$/gm, ""))) break;
      end = action.end;
      if (isControl(action.code)) continue;
      const scope = scopeIn(framesAt(action.start), keyAt.unit);
      if (scope.live === false) continue;
      // Two writers, or one that may not write: nobody can tell what the key holds.
      if (scope.live === undefined || written !== undefined) return undefined;
      written = { action, found: evaluate(action.code, scope, environment(keyAt.unit, action)) };
    }
    if (written === undefined || written.found.form !== "yaml") return undefined;
    const { value, truth, indent } = written.found;
    const column = keyAt.start - (text.lastIndexOf("\n", keyAt.start - 1) + 1);
    const least = value?.kind === "list" ? column : column + 1;
    if (truth !== true || indent === undefined || !(indent >= least)) return undefined;
    return used(value, { unit: keyAt.unit, start: written.action.start, end: written.action.end });
  }

  /** A scalar made of actions and literal text. undefined when nothing more is known than before. */
  function scalar(at: Place, before: readonly (string | Hole)[]): Value | undefined {
    const inside = actions.slice(firstFrom(actions, at.start), firstFrom(actions, at.end)).filter((it) => it.end <= at.end);
    const [first] = inside;
    if (first === undefined) return undefined;
    const outer = framesAt(at.start);
    const scope = scopeIn(outer, at.unit);
    if (scope.live !== true) return undefined;
    const mark = text[at.start];
    const isQuoted = mark === '"' || mark === "'";
    const start = isQuoted ? at.start + 1 : at.start;
    const end = isQuoted ? at.end - 1 : at.end;
    if (!isQuoted && /^[|>]/.test(text.slice(at.start, at.end))) return undefined;
    if (first.start === start && first.end === end && !isControl(first.code))
      return alone(evaluate(first.code, scope, environment(at.unit, first)), at, isQuoted);
    return joined(inside, { start, end }, outer, at, isQuoted, before);
  }

  /** The value of a scalar that is one action. */
  function alone({ value, truth, form }: Found, at: Place, isQuoted: boolean): Value | undefined {
    if (value === undefined || value.kind === "null") return undefined;
    if (value.kind === "dict" || value.kind === "list") return form === "yaml" && truth === true && !isQuoted ? used(value, at) : undefined;
    const known = textOf(value);
    if (known === undefined || known === "") return undefined;
    const { origin } = value;
    if (isQuoted) return form === "quoted" || /["'\\\n]/.test(known) ? undefined : { kind: "text", known, at, origin };
    if (form === "quoted" || (form === "yaml" && value.kind === "text")) return { kind: "text", known, at, origin };
    return value.kind === "text" ? plain(known, at, origin) : { ...value, at };
  }

  function joined(
    inside: readonly TemplateAction[],
    { start, end }: { readonly start: number; readonly end: number },
    outer: Frames,
    at: Place,
    isQuoted: boolean,
    before: readonly (string | Hole)[],
  ): Value | undefined {
    const parts: (string | Hole)[] = [];
    let origin: Place | undefined;
    let here = start;
    let trims = false;
    let isDecided = true;

    function literal(until: number, trimsBefore: boolean): void {
      let written = text.slice(here, until);
      if (trims) written = written.trimStart();
      if (trimsBefore) written = written.trimEnd();
      const live = liveAt(here);
      if (written === "" || live === false) return;
      if (live === undefined) isDecided = false;
      else parts.push(written);
    }
    function liveAt(offset: number): boolean | undefined {
      const frames = framesAt(offset);
      return frames.length < outer.length ? undefined : scopeIn(frames, at.unit).live;
    }

    for (const action of inside) {
      literal(action.start, action.trimsBefore);
      here = action.end;
      trims = action.trimsAfter;
      if (isControl(action.code)) continue;
      const live = liveAt(action.start);
      if (live === false) continue;
      if (live === undefined) isDecided = false;
      const { value, form } = evaluate(action.code, scopeIn(framesAt(action.start), at.unit), environment(at.unit, action));
      const known = form === "quoted" ? undefined : textOf(value);
      if (known === undefined) parts.push({});
      else if (known !== "") parts.push(known);
      if (known !== undefined && value !== undefined && value.origin.unit !== at.unit) origin = value.origin;
    }
    literal(end, false);
    // Conditions that nobody can decide leave even the literal pieces open.
    if (!isDecided || /\\/.test(text.slice(start, end))) return undefined;
    const merged = mergeTexts(parts);
    const [only] = merged;
    if (merged.length === 1 && typeof only === "string") {
      // A point of the file that says it: no single edit there would be right.
      const point = origin ? { unit: origin.unit, start: origin.start, end: origin.start } : point0(at);
      if (!isQuoted) return plain(only, at, point);
      return /["'\n]/.test(only) ? undefined : { kind: "text", known: only, at, origin: point };
    }
    if (merged.length === 0 || JSON.stringify(merged) === JSON.stringify(before)) return undefined;
    return { kind: "unknown", known: undefined, at, origin: at, parts: merged };
  }

  return { walk };
}

function point0(at: Place): Place {
  return { unit: at.unit, start: at.start + 2, end: at.start + 2 };
}

function mergeTexts(parts: readonly (string | Hole)[]): readonly (string | Hole)[] {
  const merged: (string | Hole)[] = [];
  for (const it of parts) {
    const last = merged[merged.length - 1];
    if (typeof it === "string" && typeof last === "string") merged[merged.length - 1] = last + it;
    else merged.push(it);
  }
  return merged;
}

/** What YAML makes of a text that a template writes without quotes; undefined for what would not stay one scalar. */
function plain(known: string, at: Place, origin: Place): Value | undefined {
  if (/[\n#]|:\s|:$|^\s|\s$|^[|>&*!%@`"'{[\]},]|^[-?:](?:\s|$)/.test(known)) return undefined;
  const value = resolvePlain(known);
  if (value === null) return undefined;
  if (typeof value === "number") return { kind: "number", known: value, at, origin };
  return typeof value === "boolean" ? { kind: "flag", known: value, at, origin } : { kind: "text", known: value, at, origin };
}

/** A value of values.yaml as it is seen where the template writes it. Empty parts of it are unknown, and there may be more. */
function used(value: Value | undefined, at: Place): Value | undefined {
  if (value === undefined) return undefined;
  if (value.kind === "list") return { ...value, at, complete: false, items: value.items.flatMap((it) => used(it, at) ?? []) };
  if (value.kind === "dict") {
    const dict: Dict = {
      ...value,
      at,
      complete: false,
      entries: value.entries.map((it) => ({ key: it.key, keyAt: at, value: used(it.value, at) ?? it.value })),
    };
    return dict;
  }
  if (value.kind === "null" || value.known === "") return { kind: "unknown", known: undefined, at, origin: at, parts: [{}] };
  return { ...value, at };
}
