/** Verdicts and exclusions from the words that engines use for them. */
import type { Exclusion, KubeObject, Place, Value, Verdict } from "../../../rules/api.js";
import { entry, get, items, text } from "../../../rules/lib/value.js";

export interface Words {
  /** Matches the words that refuse a request. */
  readonly denies: RegExp;
  /** Matches the words that admit it; all others without it. What matches neither is no word of the engine, and decides nothing. */
  readonly admits?: RegExp;
  /** What an edit sets, and under which key. */
  readonly holder: Value;
  readonly key: string;
  /** What is meant when nothing is written. */
  readonly fallback: string;
  /** Where to point when nothing is written. */
  readonly at: Place;
  readonly rule?: string | undefined;
}

/** The verdict that one word gives; a word that may be there but cannot be read gives none. */
export function wordVerdict(value: Value | undefined, words: Words): Verdict {
  const said = value === undefined ? undefined : text(value);
  const effective = value === undefined ? words.fallback : said;
  return {
    outcome:
      effective === undefined
        ? undefined
        : words.denies.test(effective)
          ? "deny"
          : words.admits?.test(effective) === false
            ? undefined
            : "admit",
    said,
    at: value?.at ?? words.at,
    rule: words.rule,
    target: words.holder,
    key: words.key,
  };
}

/** A failurePolicy: `Fail` refuses what the engine could not judge. */
export function defaultWord(holder: Value | undefined, key: string, fallback: string, object: KubeObject): Verdict {
  return wordVerdict(get(holder, key), {
    denies: /^fail$/i,
    admits: /^ignore$/i,
    holder: holder ?? object.body,
    key,
    fallback,
    at: object.at,
  });
}

/** An exclusion for a clause that is written; none when it is absent, empty or unknown. */
export function exclusionOf(kind: Exclusion["kind"], value: Value | undefined, key?: string): readonly Exclusion[] {
  if (value === undefined || value.kind === "unknown") return [];
  const names = kind === "namespaces" || kind === "roles" || kind === "override" ? items(key === undefined ? value : get(value, key)) : [];
  return [{ kind, at: entry(value, key ?? "")?.value.at ?? value.at, names, value }];
}
