/** The engine: texts in, findings and proved fixes out; pure, synchronous and incremental. */
import type { Severity } from "../../rules/api.js";
import type { FileProblem, Finding, ProvedFix } from "./finding.js";

/** What the face adds to the configuration file; the file wins where both speak of a rule. */
export interface EngineSettings {
  /** `YYYY-MM-DD`, for suppressions with an end; without it none has ended. */
  readonly today?: string;
  readonly preset?: "recommended" | "strict";
  readonly rules?: Readonly<Record<string, Severity | "off">>;
  /** Globs of paths that are read but never reported on. */
  readonly exclude?: readonly string[];
}

export interface Engine {
  configure(settings: EngineSettings): void;
  /** Sets or (with undefined) removes texts by path relative to the workspace root, POSIX. `.ztlint.yaml` at the root is the configuration. */
  change(changes: Iterable<readonly [path: string, text: string | undefined]>): void;
  paths(): readonly string[];
  text(path: string): string | undefined;
  /** Findings of one file, suppressed ones included, sorted by place then rule. */
  findings(path: string): readonly Finding[];
  /** Syntax, configuration and suppression problems of one file. */
  problems(path: string): readonly FileProblem[];
  /** The fixes of a finding that stand the proof, preferred first. */
  fixes(finding: Finding): readonly ProvedFix[];
  /** Applies every fix of at most this level in passes until nothing changes; new text by path. `rule` limits to one rule, `paths` to some files. */
  fixAll(options: {
    readonly level: "safe" | "review";
    readonly paths?: readonly string[];
    readonly rule?: string;
  }): ReadonlyMap<string, string>;
  /** The edit that suppresses a finding with a reason, as a fix. */
  suppression(finding: Finding, reason: string): ProvedFix | undefined;
  /** What a file is to the engine, for reports: which language it was read as, and whether it held Kubernetes objects. */
  kind(path: string): "terraform" | "kubernetes" | "rego" | "none";
  /** How often each query ran, for tests of incrementality. */
  readonly runs: ReadonlyMap<string, number>;
  resetRuns(): void;
}
