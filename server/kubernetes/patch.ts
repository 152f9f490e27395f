/** Changes values as kustomize does (SEMANTICS W6): what a patch brings in is seen at the patched object and written in the patch. */
import type { Dict, Entry, List, Place, Value } from "../../rules/api.js";
import { entries, items, text, unknown } from "../../rules/lib/value.js";

/** The same value, used at another place. */
export function rehome(value: Value, at: Place): Value {
  if (value.kind === "list") return { ...value, at, items: value.items.map((it) => rehome(it, at)) };
  if (value.kind === "dict")
    return { ...value, at, entries: value.entries.map((it) => ({ ...it, keyAt: pin(at), value: rehome(it.value, at) })) };
  return { ...value, at };
}

/** The same value, as if written in one place: for text that was parsed out of a scalar. */
export function stand(value: Value, place: Place): Value {
  if (value.kind === "list") return { ...value, at: place, origin: place, items: value.items.map((it) => stand(it, place)) };
  if (value.kind === "dict")
    return {
      ...value,
      at: place,
      origin: place,
      entries: value.entries.map((it) => ({ ...it, keyAt: place, value: stand(it.value, place) })),
    };
  return { ...value, at: place, origin: place };
}

/** The same value with nothing certainly absent from it. */
export function loosen(value: Value): Value {
  if (value.kind === "list") return { ...value, complete: false, items: value.items.map(loosen) };
  if (value.kind === "dict") return loosenDict(value);
  return value;
}

export function loosenDict(dict: Dict): Dict {
  return { ...dict, complete: false, entries: dict.entries.map((it) => ({ ...it, value: loosen(it.value) })) };
}

/** A key that came from elsewhere has no text of its own where it is used. */
function pin(at: Place): Place {
  return { unit: at.unit, start: at.start, end: at.start };
}

/** Puts another value at a path that exists; undefined when it does not. */
export function put(value: Value, steps: readonly string[], given: Value): Value | undefined {
  return operate(value, steps, "replace", given);
}

/** Strategic merge; lists of built-in kinds merge by their key, all others are replaced. undefined when the patch deletes the value. */
export function merge(base: Value, patch: Value, builtin: boolean, field = ""): Value | undefined {
  if (patch.kind === "null") return undefined;
  if (patch.kind === "dict" && base.kind === "dict") return mergeDict(base, patch, builtin);
  if (patch.kind === "list" && base.kind === "list") {
    const key = builtin ? mergeKeys.get(field) : undefined;
    if (key !== undefined) return mergeList(base, patch, key, field);
  }
  return rehome(patch, base.at);
}

function mergeDict(base: Dict, patch: Dict, builtin: boolean): Dict | undefined {
  const directive = text(entries(patch).find((it) => it.key === "$patch")?.value);
  if (directive === "delete") return undefined;
  const found = new Map<string, Entry>(directive === "replace" ? [] : base.entries.map((it) => [it.key, it]));
  for (const { key, value } of patch.entries) {
    if (key.startsWith("$")) continue;
    const old = found.get(key);
    const merged = old ? merge(old.value, value, builtin, key) : value.kind === "null" ? undefined : rehome(value, base.at);
    if (merged === undefined) found.delete(key);
    else found.set(key, { key, keyAt: old?.keyAt ?? pin(base.at), value: merged });
  }
  return { ...base, entries: [...found.values()], complete: base.complete && patch.complete };
}

const mergeKeys: ReadonlyMap<string, string> = new Map([
  ["containers", "name"],
  ["initContainers", "name"],
  ["ephemeralContainers", "name"],
  ["volumes", "name"],
  ["env", "name"],
  ["imagePullSecrets", "name"],
  ["volumeMounts", "mountPath"],
  ["volumeDevices", "devicePath"],
  ["hostAliases", "ip"],
  ["topologySpreadConstraints", "topologyKey"],
]);

function mergeList(base: List, patch: List, key: string, field: string): List {
  const merged: Value[] = [...base.items];
  for (const item of patch.items) {
    const name = keyOf(item, key);
    const index = merged.findIndex((it) => name !== undefined && keyOf(it, key) === name);
    const old = merged[index];
    if (old === undefined) {
      if (entries(item).every((it) => it.key !== "$patch")) merged.push(rehome(item, base.at));
      continue;
    }
    const value = merge(old, item, true, field);
    if (value === undefined) merged.splice(index, 1);
    else merged[index] = value;
  }
  return { ...base, items: merged, complete: base.complete && patch.complete };
}

function keyOf(value: Value, key: string): string | undefined {
  return text(entries(value).find((it) => it.key === key)?.value);
}

/** Applies the operations of a JSON patch; one that is not understood leaves nothing certain. */
export function applyOperations(base: Value, operations: Value): Value {
  let value = base;
  for (const operation of items(operations)) {
    const field = (name: string): Value | undefined => entries(operation).find((it) => it.key === name)?.value;
    const op = text(field("op"));
    const path = text(field("path"));
    const given = field("value") ?? unknown(operation);
    if (op === "test") continue;
    if (path === undefined || (op !== "add" && op !== "replace" && op !== "remove")) return loosen(value);
    const steps = path
      .split("/")
      .slice(1)
      .map((it) => it.replaceAll("~1", "/").replaceAll("~0", "~"));
    value = operate(value, steps, op, given) ?? loosen(value);
  }
  return value;
}

/** undefined when the path leads nowhere. */
function operate(value: Value, steps: readonly string[], op: "add" | "replace" | "remove", given: Value): Value | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return op === "remove" ? undefined : rehome(given, value.at);
  if (value.kind === "dict") {
    const old = value.entries.find((it) => it.key === step);
    const others = value.entries.filter((it) => it !== old);
    if (rest.length === 0 && op === "remove") return { ...value, entries: others };
    if (!old && rest.length > 0) return undefined;
    const changed = old ? operate(old.value, rest, op, given) : rehome(given, value.at);
    return (
      changed && {
        ...value,
        entries: old
          ? value.entries.map((it) => (it === old ? { ...it, value: changed } : it))
          : [...others, { key: step, keyAt: pin(value.at), value: changed }],
      }
    );
  }
  if (value.kind !== "list") return undefined;
  if (rest.length === 0 && op === "add") {
    const index = step === "-" ? value.items.length : Number(step);
    return Number.isInteger(index) ? { ...value, items: value.items.toSpliced(index, 0, rehome(given, value.at)) } : undefined;
  }
  const index = Number(step);
  const old = value.items[index];
  if (old === undefined) return undefined;
  if (rest.length === 0 && op === "remove") return { ...value, items: value.items.toSpliced(index, 1) };
  const changed = operate(old, rest, op, given);
  return changed && { ...value, items: value.items.with(index, changed) };
}
