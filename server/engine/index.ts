/** Composes sources, model, rules, configuration and suppressions into the engine. */
import type { Rule } from "../../rules/api.js";
import defaultRules from "../../rules/index.js";
import { Graph, sameItems } from "../incremental.js";
import { createModel } from "../model/index.js";
import { languageOf, Sources } from "../sources.js";
import type { Span } from "../syntax/text.js";
import { type Config, configPath, readConfig } from "./config.js";
import type { Engine, EngineSettings } from "./engine.js";
import type { FileProblem, Finding, ProvedFix } from "./finding.js";
import { createProver } from "./fix.js";
import { fixAll } from "./fix-all.js";
import { placeOf, type Verdict } from "./judge.js";
import { compare, createJudgement, inTextOrder } from "./judgement.js";
import { annotationSuppressions, hclComments, names, readSuppressions, type Suppression, suppressedBy, yamlComments } from "./suppress.js";
import { suppressionEdit, suppressionFindings } from "./suppression-rules.js";

export type { Engine, EngineSettings } from "./engine.js";
export type * from "./finding.js";

/** A finding with the verdict it came from; undefined for findings about suppressions. */
export interface Judged {
  readonly finding: Finding;
  readonly verdict: Verdict | undefined;
  /** For findings about suppressions: the fix. */
  readonly removal?: ProvedFix;
}

/** A finding of a rule, with what its key begins with. */
interface Assembled extends Judged {
  readonly verdict: Verdict;
  readonly base: string;
}

export interface EngineOptions {
  /** Others than all, for tests of the engine itself. */
  readonly rules?: readonly Rule[];
  /** Takes no change after the first question, so that no fix can be proved either: for reports. */
  readonly once?: boolean;
}

/** An engine over no files yet. */
export function createEngine({ rules = defaultRules, once = false }: EngineOptions = {}): Engine {
  const sources = new Sources(new Graph(once));
  const { graph } = sources;
  const model = createModel(sources);
  const settings = graph.input<EngineSettings>("settings", {});
  const config = graph.query<Config>("config", () => readConfig(sources.text(configPath), settings.get(""), rules));
  const judgement = createJudgement(graph, model, rules);

  const suppressions = graph.query<readonly Suppression[]>("suppressions", (path) => {
    const text = sources.text(path);
    if (text === undefined) return [];
    if (languageOf(path) === "terraform") {
      const comments = hclComments(text, () =>
        sources.units(path).flatMap((it) => moved(model.terraform.tree(it.id)?.comments ?? [], it.start)),
      );
      const nodes = comments.length > 0 ? statementsOf(path) : [];
      return readSuppressions(
        text,
        comments,
        (line) => startingOn(text, nodes, line),
        (at) => smallest(nodes, at),
      );
    }
    const language = languageOf(path);
    if (language !== "yaml" && language !== "rego" && language !== "cedar") return [];
    const units = sources.units(path);
    const starts = units.map((it) => it.start);
    const written = readSuppressions(
      text,
      yamlComments(text),
      (line) => yamlNodes(text, starts, line),
      (at) => documentAround(starts, text.length, at),
    );
    const annotated = units.flatMap((unit) => model.kubernetes.objectsIn(unit.id).flatMap((it) => annotationSuppressions(it, unit.start)));
    return [...written, ...annotated];
  });

  const judged = graph.query<readonly Judged[]>(
    "findings",
    (path) => {
      const rulesOfConfig = config("");
      if (rulesOfConfig.excluded(path)) return [];
      const written = suppressions(path);
      const used = new Set<Suppression>();
      const found = assemble(path, rulesOfConfig, written, used);
      const about = suppressionFindings(path, sources.text(path) ?? "", written, used, rules, rulesOfConfig);
      return about.length === 0 ? found : [...found, ...about].sort(order);
    },
    { equal: sameItems, tells: true },
  );

  /** The findings of a file, in text order. */
  function assemble(path: string, config: Config, written: readonly Suppression[], used: Set<Suppression>): readonly Judged[] {
    const found: Assembled[] = [];
    const before = finderIn(said.get(path) ?? []);
    const occurrences = new Map<string, number>();
    for (const { id, start } of sources.units(path)) {
      const { verdicts } = judgement(id);
      for (let i = 0; i < verdicts.length; i++) {
        const verdict = verdicts[i];
        const severity = verdict && config.level(verdict.rule);
        if (verdict === undefined || severity === undefined || isRepeated(verdicts, i)) continue;
        const place = { start: start + verdict.at.start, end: start + verdict.at.end };
        const known = before(verdict);
        const base = known?.base ?? keyOf(verdict);
        const nth = occurrences.get(base) ?? 0;
        occurrences.set(base, nth + 1);
        const key = nth === 0 ? base : `${base}|${nth}`;
        const suppressed = written.length === 0 ? false : suppressionAt(place, verdict.rule);
        if (known !== undefined && isSame(known.finding, place, key, severity, suppressed) && !pointsElsewhere(verdict)) found.push(known);
        else found.push(findingOf(verdict, path, place, base, key, severity, suppressed));
      }
    }
    said.set(path, found);
    return found;

    function suppressionAt(place: Span, rule: Rule): Finding["suppressed"] {
      const silencers = written.filter((it) => covers(it, place) && names(it, rule));
      for (const it of silencers) used.add(it);
      const active = silencers.find((it) => !hasEnded(it, config.today));
      return active ? suppressedBy(active) : false;
    }
  }

  /** What was said of each file last: most verdicts are the same ones, at the same places, after a keystroke. */
  const said = new Map<string, readonly Assembled[]>();

  function findingOf(
    verdict: Verdict,
    path: string,
    { start, end }: Span,
    base: string,
    key: string,
    severity: Finding["severity"],
    suppressed: Finding["suppressed"],
  ): Assembled {
    const { rule, subject, problem } = verdict;
    const related = (problem.related ?? [])
      .map((it) => {
        const at = sources.locate(placeOf(it.at));
        return { file: at.path, start: at.start, end: at.end, message: it.what };
      })
      .concat(originOf(verdict, { start, end }));
    const finding: Finding = {
      rule: rule.id,
      severity,
      pillar: rule.pillar,
      tenet: rule.tenet,
      message: problem.what,
      file: path,
      start,
      end,
      resource: subject.label,
      key,
      related,
      suppressed,
      fixable: problem.fix !== undefined,
    };
    return { verdict, finding, base };
  }

  /** A finding on a value that was written elsewhere points there. */
  function originOf({ problem }: Verdict, place: Span): Finding["related"] {
    if (!("origin" in problem.at) || problem.at.origin === undefined) return [];
    const origin = sources.locate(problem.at.origin);
    const at = sources.locate(problem.at.at);
    if (origin.path === at.path && origin.start >= place.start && origin.end <= place.end) return [];
    return [{ file: origin.path, start: origin.start, end: origin.end, message: "the value is written here" }];
  }

  const problems = graph.query<readonly FileProblem[]>(
    "problems",
    (path) => {
      const found: FileProblem[] = path === configPath ? [...config("").problems] : [];
      const language = languageOf(path);
      if (language === "terraform")
        for (const unit of sources.units(path))
          for (const it of moved(model.terraform.problems(unit.id), unit.start))
            found.push({ file: path, start: it.start, end: it.end, message: it.message, severity: "error", code: "syntax" });
      if (language === "yaml")
        for (const unit of sources.units(path))
          for (const it of model.kubernetes.problemsIn(unit.id))
            found.push({
              file: path,
              start: unit.start + it.start,
              end: unit.start + it.end,
              message: it.message,
              severity: "error",
              code: "syntax",
            });
      if (language === "rego" || language === "cedar")
        for (const unit of sources.units(path))
          for (const it of model.policyProblems(unit.id))
            found.push({ file: path, start: it.start, end: it.end, message: it.message, severity: "error", code: "syntax" });
      for (const unit of sources.unitIds(path))
        for (const it of judgement(unit).faults) {
          const at = sources.locate(it.at);
          found.push({
            file: path,
            start: at.start,
            end: at.end,
            message: `${it.rule} failed on ${it.label}: ${it.message}`,
            severity: "warning",
            code: "internal",
          });
        }
      return found;
    },
    { tells: true },
  );

  /** Files whose findings somebody has asked for: the ones that a fix must not worsen. */
  const watched = new Set<string>();
  const visible = (path: string): readonly Judged[] => {
    watched.add(path);
    return judged(path);
  };
  const prover = createProver({ sources, judged, problems, watched });

  const engine: Engine = {
    configure: (next) => settings.set("", next),
    change: (changes) => {
      const list = [...changes];
      sources.change(list);
      for (const [path, text] of list) {
        if (text !== undefined) continue;
        watched.delete(path);
        said.delete(path);
      }
    },
    paths: () => sources.paths(),
    text: (path) => sources.text(path),
    findings: (path) => visible(path).map((it) => it.finding),
    problems,
    fixes: (finding) => {
      const match = visible(finding.file).find((it) => it.finding.key === finding.key);
      return match ? prover.prove(match) : [];
    },
    fixAll: (options) => fixAll({ sources, visible, problems, prover }, options),
    suppression: (finding, reason) => {
      const text = sources.text(finding.file);
      return text === undefined ? undefined : suppressionEdit(finding, text, commentsOf(finding), reason, startOfStatement(finding));
    },
    kind: (path) => {
      const language = languageOf(path);
      if (language === "terraform" || language === "rego") return language;
      if (language !== "yaml") return "none";
      return sources.units(path).some((it) => model.kubernetes.objectsIn(it.id).length > 0) ? "kubernetes" : "none";
    },
    get runs() {
      return graph.runs;
    },
    resetRuns: () => graph.resetRuns(),
  };

  /** The language whose comments stand around a finding: Cedar in a block of YAML has its own. */
  function commentsOf(finding: Finding): ReturnType<typeof languageOf> {
    const language = languageOf(finding.file);
    return language === "yaml" && rules.find((it) => it.id === finding.rule)?.on === "cedar.policy" ? "cedar" : language;
  }

  /** Where the line above a suppression goes: the innermost statement around a finding that starts its own line. */
  function startOfStatement(finding: Finding): number {
    if (languageOf(finding.file) !== "terraform") return finding.start;
    return smallest(statementsOf(finding.file), finding.start)?.start ?? finding.start;
  }

  /** Every attribute and block of a Terraform file, in offsets of the file. */
  function statementsOf(path: string): readonly Span[] {
    return sources.units(path).flatMap((unit) => moved(spansOf(model.terraform.tree(unit.id)?.body ?? { items: [] }), unit.start));
  }

  return engine;
}

/** Spans of a unit in offsets of its file. */
function moved<T extends Span>(spans: readonly T[], start: number): readonly T[] {
  return spans.map((it) => ({ ...it, start: it.start + start, end: it.end + start }));
}

/** Spans of every attribute and block, outermost first. */
function spansOf(body: { readonly items: readonly (Span & { readonly kind: string })[] }): readonly Span[] {
  return body.items.flatMap((it) => [{ start: it.start, end: it.end }, ...("body" in it ? spansOf(it.body as typeof body) : [])]);
}

function startingOn(text: string, nodes: readonly Span[], line: number): readonly Span[] {
  let start = 0;
  for (let i = 0; i < line; i++) start = text.indexOf("\n", start) + 1;
  const end = text.indexOf("\n", start);
  return nodes.filter((it) => it.start >= start && it.start <= (end < 0 ? text.length : end));
}

function smallest(nodes: readonly Span[], at: number): Span | undefined {
  let best: Span | undefined;
  for (const it of nodes)
    if (it.start <= at && at <= it.end && (best === undefined || it.end - it.start <= best.end - best.start)) best = it;
  return best;
}

/** The YAML node that starts on a line: down to the next line indented no deeper; the whole document for its first line. */
function yamlNodes(text: string, starts: readonly number[], line: number): readonly Span[] {
  const lines = text.split("\n");
  const first = lines[line];
  if (first === undefined) return [];
  const offset = lines.slice(0, line).reduce((sum, it) => sum + it.length + 1, 0);
  const document = documentAround(starts, text.length, offset);
  const before = text.slice(document.start, offset);
  if (/^(?:[ \t\r]*(?:#.*|---.*|%.*)?(?:\n|$))*$/.test(before)) return [document];
  const indent = first.search(/\S/);
  let end = offset + first.length;
  for (const next of lines.slice(line + 1)) {
    if (end >= document.end) break;
    if (
      next.trim() !== "" &&
      next.search(/\S/) <= indent &&
      !(/^\s*- /.test(next) && next.search(/\S/) === indent && !/^\s*- /.test(first))
    )
      break;
    end += next.length + 1;
  }
  return [{ start: offset, end }];
}

function documentAround(starts: readonly number[], length: number, offset: number): Span {
  const index = starts.findLastIndex((it) => it <= offset);
  return { start: starts[index] ?? 0, end: starts[index + 1] ?? length };
}

/** Finds what was said of a verdict; most often that is what comes next. */
function finderIn(before: readonly Assembled[]): (verdict: Verdict) => Assembled | undefined {
  let next = 0;
  let places: ReadonlyMap<Verdict, number> | undefined;
  return (verdict) => {
    if (before[next]?.verdict === verdict) return before[next++];
    if (before.length === 0) return undefined;
    places ??= new Map(before.map((it, i) => [it.verdict, i]));
    const at = places.get(verdict);
    if (at === undefined) return undefined;
    next = at + 1;
    return before[at];
  };
}

function isSame(
  before: Finding,
  { start, end }: Span,
  key: string,
  severity: Finding["severity"],
  suppressed: Finding["suppressed"],
): boolean {
  return (
    before.start === start && before.end === end && before.key === key && before.severity === severity && before.suppressed === suppressed
  );
}

/** Whether a finding names places besides its own: those may move by themselves. */
function pointsElsewhere({ problem }: Verdict): boolean {
  const { at, related } = problem;
  return (related !== undefined && related.length > 0) || ("origin" in at && at.origin !== undefined && at.origin !== at.at);
}

function covers(suppression: Suppression, place: Span): boolean {
  return (
    suppression.covers === undefined ||
    (suppression.covers.start <= place.start && place.start < Math.max(suppression.covers.end, suppression.covers.start + 1))
  );
}

function hasEnded(suppression: Suppression, today: string | undefined): boolean {
  return suppression.until !== undefined && today !== undefined && suppression.until < today;
}

/** One cause seen through several instances of a module or overlay is one finding. The list is in text order. */
function isRepeated(verdicts: readonly Verdict[], at: number): boolean {
  const here = verdicts[at];
  const before = verdicts[at - 1];
  return here !== undefined && before !== undefined && inTextOrder(before, here) === 0;
}

/** What a finding is known by: it stays the same while lines come and go around it. */
function keyOf({ rule, subject, problem }: Verdict): string {
  return `${rule.id}|${subject.label}|${problem.what}`;
}

function order(a: Judged, b: Judged): number {
  return (
    a.finding.start - b.finding.start ||
    a.finding.end - b.finding.end ||
    compare(a.finding.rule, b.finding.rule) ||
    compare(a.finding.message, b.finding.message)
  );
}
