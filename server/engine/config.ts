/** `.ztlint.yaml`: presets, rule levels and exclusions; a bad configuration is a problem in that file, never a crash. */
import picomatch from "picomatch";
import { isMap, isScalar, LineCounter, type Node, parseDocument } from "yaml";
import type { Rule, Severity } from "../../rules/api.js";
import type { EngineSettings } from "./engine.js";
import type { FileProblem } from "./finding.js";

export const configPath = ".ztlint.yaml";

export interface Config {
  readonly today: string | undefined;
  readonly requireReason: boolean;
  /** The level of a rule; undefined when it is off. */
  level(rule: Rule): Severity | undefined;
  excluded(path: string): boolean;
  readonly problems: readonly FileProblem[];
}

const levels: ReadonlySet<unknown> = new Set(["off", "info", "warning", "error"]);

/** Reads the configuration text (undefined when there is none) over the face's settings. */
export function readConfig(text: string | undefined, settings: EngineSettings, rules: readonly Rule[]): Config {
  const problems: FileProblem[] = [];
  const known = new Map(rules.flatMap((it) => [it.id, ...(it.aliases ?? [])].map((id) => [id, it.id] as const)));
  const chosen = new Map<string, Severity | "off">(Object.entries(settings.rules ?? {}));
  let preset = settings.preset ?? "recommended";
  let requireReason = false;
  const exclude = [...(settings.exclude ?? [])];

  const report = (node: unknown, message: string): void => {
    const range = isNode(node) ? node.range : undefined;
    problems.push({ file: configPath, start: range?.[0] ?? 0, end: range?.[1] ?? 0, message, severity: "error", code: "config" });
  };

  if (text !== undefined) {
    const document = parseDocument(text, { lineCounter: new LineCounter(), uniqueKeys: true });
    for (const it of document.errors)
      problems.push({
        file: configPath,
        start: it.pos[0],
        end: it.pos[1],
        message: it.message.split("\n")[0] ?? "",
        severity: "error",
        code: "config",
      });
    const root = document.contents;
    if (isMap(root)) for (const pair of root.items) readSection(isScalar(pair.key) ? String(pair.key.value) : "", pair.key, pair.value);
    else if (root !== null && document.errors.length === 0)
      report(root, "The configuration is a mapping of `preset`, `rules`, `exclude` and `suppressions`");
  }

  function readSection(name: string, key: unknown, value: unknown): void {
    const plain = isNode(value) ? value.toJSON() : undefined;
    if (name === "preset") {
      if (plain === "recommended" || plain === "strict") preset = plain;
      else report(value ?? key, "`preset` is `recommended` or `strict`");
    } else if (name === "exclude") {
      if (Array.isArray(plain) && plain.every((it) => typeof it === "string" && it.length <= 1000)) exclude.push(...plain);
      else report(value ?? key, "`exclude` is a list of globs");
    } else if (name === "suppressions") {
      if (isRecord(plain) && (plain.requireReason === undefined || typeof plain.requireReason === "boolean"))
        requireReason = plain.requireReason === true;
      else report(value ?? key, "`suppressions.requireReason` is true or false");
    } else if (name === "rules") {
      if (!isMap(value)) return report(value ?? key, "`rules` maps rule ids to off, info, warning or error");
      for (const pair of value.items) readRule(pair.key, pair.value);
    } else if (name !== "scopes") report(key, `Unknown setting \`${name}\``);
  }

  function readRule(key: unknown, value: unknown): void {
    const id = isScalar(key) ? String(key.value) : "";
    const target = known.get(id);
    if (target === undefined) return report(key, `There is no rule \`${id}\``);
    const plain = isNode(value) ? value.toJSON() : undefined;
    const level = isRecord(plain) ? plain.severity : plain;
    // YAML 1.1 readers turn `off` into false.
    const name = level === false ? "off" : level;
    if (isLevel(name)) chosen.set(target, name);
    else if (name !== undefined || !isRecord(plain)) report(value ?? key, `The level of \`${id}\` is off, info, warning or error`);
  }

  const globs = exclude.map((it) => safeGlob(it));
  return {
    today: settings.today,
    requireReason,
    problems,
    excluded: (path) => globs.some((it) => it(path)),
    level: (rule) => {
      const level = chosen.get(rule.id);
      if (level === "off") return undefined;
      return level ?? (rule.strict === true && preset !== "strict" ? undefined : rule.severity);
    },
  };
}

/** A pattern that picomatch refuses matches nothing. */
function safeGlob(pattern: string): (path: string) => boolean {
  try {
    const one = picomatch(pattern, { dot: true });
    const below = picomatch(`${pattern.replace(/\/+$/, "")}/**`, { dot: true });
    return (path) => one(path) || below(path);
  } catch {
    return () => false;
  }
}

function isLevel(value: unknown): value is Severity | "off" {
  return levels.has(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "range" in value;
}
