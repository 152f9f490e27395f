/** Charts: which one a template belongs to, and what its values are by default, below the values of the charts around it. */
import type { Dict, Entry, Value } from "../../../rules/api.js";
import { dicts, flag, get, text } from "../../../rules/lib/value.js";
import { sameItems } from "../../incremental.js";
import { folderOf, type Sources } from "../../sources.js";

export interface Charts {
  /** The folder of the chart whose templates a file is among. */
  chartOf(path: string): string | undefined;
  /** The default at a path of `.Values`: null when it is certainly absent, undefined when nobody can tell. */
  valueAt(chart: string, path: readonly string[]): Value | undefined;
  /** `.Chart.AppVersion` and the like. */
  field(chart: string, name: string): Value | undefined;
}

/** A template that changes the values for the others, as Istio's profiles do; with the path of what it changes. */
const rewrite = /\b(?:set|unset|merge\w*|mustMerge\w*)\s+(?:[$.]\s+"Values"|\$?\.Values\b((?:\.\w+)*))/g;
const isTemplatePath = /(?:^|\/)templates\//;

/** `read` gives the first document of a file. */
export function createCharts(sources: Sources, read: (path: string) => Value | undefined): Charts {
  const { graph } = sources;

  const folders = graph.query<ReadonlySet<string>>(
    "chartFolders",
    () => new Set(sources.paths().flatMap((it) => (/(?:^|\/)Chart\.ya?ml$/.test(it) ? [folderOf(it)] : []))),
    { equal: (a, b) => sameItems([...(a ?? [])], [...b]) },
  );

  function chartOf(path: string): string | undefined {
    const known = folders("");
    if (known.size === 0) return undefined;
    for (let folder = folderOf(path); ; folder = folderOf(folder)) {
      if (known.has(folder)) return isTemplatePath.test(path.slice(folder === "" ? 0 : folder.length + 1)) ? folder : undefined;
      if (folder === "") return undefined;
    }
  }

  const templates = graph.query<ReadonlyMap<string, readonly string[]>>("chartTemplates", () => {
    const found = new Map<string, string[]>();
    for (const path of sources.paths()) {
      if (!isTemplatePath.test(path)) continue;
      const chart = chartOf(path);
      if (chart === undefined) continue;
      const list = found.get(chart);
      if (list) list.push(path);
      else found.set(chart, [path]);
    }
    return found;
  });
  const rewritesIn = graph.query<readonly string[]>(
    "rewritesValues",
    (path) => [...(sources.text(path) ?? "").matchAll(rewrite)].map((it) => `${it[1] ?? ""}.`),
    { equal: sameItems },
  );
  const rewrites = graph.query<readonly string[]>("valuesRewritten", (chart) => (templates("").get(chart) ?? []).flatMap(rewritesIn), {
    equal: sameItems,
  });
  /** Whether some template changes the values at a path, around it or below it. */
  const isRewritten = (chart: string, path: readonly string[]): boolean => {
    const own = `.${[...path, ""].join(".")}`;
    return rewrites(chart).some((it) => it.startsWith(own) || own.startsWith(it));
  };

  const fileIn = (chart: string, name: string): string => (chart === "" ? name : `${chart}/${name}`);
  const valuesOf = (chart: string): string => fileIn(chart, "values.yaml");
  const metadata = (chart: string): Value | undefined => read(fileIn(chart, "Chart.yaml"));

  /** The chart that a folder in `charts/` is vendored into. */
  function parentOf(chart: string): string | undefined {
    const folder = folderOf(chart);
    if (folder !== "charts" && !folder.endsWith("/charts")) return undefined;
    const parent = folderOf(folder);
    return folders("").has(parent) ? parent : undefined;
  }

  /** The key of a chart's values in its parent's; undefined when it is switched off there, or goes by several names. */
  const keyInParent = graph.query<string | undefined>("chartKey", (chart) => {
    const parent = parentOf(chart);
    if (parent === undefined) return undefined;
    const folder = chart.slice(chart.lastIndexOf("/") + 1);
    const name = text(get(metadata(chart), "name")) ?? folder;
    const whole = metadata(parent);
    // Values that the parent takes over from its dependencies are in neither file under their name.
    const listed = dicts(get(whole, "dependencies")).filter((it) => text(get(it, "name")) === name);
    if (listed.length > 1 || listed.some((it) => get(it, "import-values") !== undefined)) return undefined;
    const [dependency] = listed;
    for (const it of (text(get(dependency, "condition")) ?? "").split(",")) {
      const on = it.trim() === "" ? undefined : flag(valueAt(parent, it.trim().split(".")));
      if (on === false) return undefined;
      if (on === true) break;
    }
    return text(get(dependency, "alias")) ?? name;
  });

  const at = graph.query<Value | undefined>(
    "chartValue",
    (asked) => {
      const [chart = "", ...path] = asked.split("\n");
      if (isRewritten(chart, path)) return undefined;
      const own = stepInto(read(valuesOf(chart)), path);
      const parent = parentOf(chart);
      if (parent === undefined) return own;
      const key = keyInParent(chart);
      if (key === undefined) return undefined;
      if (sources.text(valuesOf(parent)) === undefined) return own;
      const there = path[0] === "global" ? path : [key, ...path];
      const given = valueAt(parent, there);
      // Without a word of the parent the default stays; its null takes the default away.
      return given === undefined || (given.kind === "null" && !mentions(parent, there)) ? given && own : over(own, given);
    },
    { equal: sameValue },
  );

  /** Whether a chart's own values name the path, if only to take the default away. */
  function mentions(chart: string, path: readonly string[]): boolean {
    const dict = stepInto(read(valuesOf(chart)), path.slice(0, -1));
    return dict?.kind === "dict" && dict.entries.some((it) => it.key === path[path.length - 1]);
  }

  function valueAt(chart: string, path: readonly string[]): Value | undefined {
    // A key with a line break would be taken for two.
    return path.some((it) => it.includes("\n")) ? undefined : at([chart, ...path].join("\n"));
  }

  return {
    chartOf,
    valueAt,
    field: (chart, name) => {
      const found = get(metadata(chart), name.charAt(0).toLowerCase() + name.slice(1));
      return found?.kind === "text" || found?.kind === "number" ? found : undefined;
    },
  };
}

/** A null for what is certainly absent; undefined for what is unknown. */
function stepInto(value: Value | undefined, path: readonly string[]): Value | undefined {
  if (value === undefined || path.length === 0) return value;
  const found = get(value, path);
  if (found === undefined) return { kind: "null", known: null, at: value.at, origin: value.origin };
  return found.kind === "unknown" ? undefined : found;
}

/** Maps are merged, all else is replaced; a null takes a default away. */
function over(own: Value | undefined, given: Value): Value | undefined {
  if (given.kind !== "dict") return given;
  if (own === undefined) return undefined;
  if (own.kind !== "dict") return given;
  const found = new Map<string, Entry>(own.entries.map((it) => [it.key, it]));
  let complete = own.complete && given.complete;
  for (const it of given.entries) {
    const merged = over(found.get(it.key)?.value, it.value);
    if (it.value.kind === "null") found.delete(it.key);
    else if (!found.has(it.key)) found.set(it.key, it);
    else if (merged !== undefined) found.set(it.key, { ...it, value: merged });
    else {
      found.delete(it.key);
      complete = false;
    }
  }
  const merged: Dict = { ...own, entries: [...found.values()], complete };
  return merged;
}

/** Whether two values say the same at the same places. */
function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.kind !== b.kind || a.known !== b.known) return false;
  if (a.origin.unit !== b.origin.unit || a.origin.start !== b.origin.start || a.origin.end !== b.origin.end) return false;
  if (a.kind === "list" && b.kind === "list")
    return a.complete === b.complete && a.items.length === b.items.length && a.items.every((it, i) => sameValue(it, b.items[i]));
  if (a.kind === "dict" && b.kind === "dict")
    return (
      a.complete === b.complete &&
      a.entries.length === b.entries.length &&
      a.entries.every((it, i) => it.key === b.entries[i]?.key && sameValue(it.value, b.entries[i]?.value))
    );
  return a.kind !== "unknown";
}
