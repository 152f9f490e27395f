/** Which rules are asked about which subject. */
import type { Rule, Subject, SubjectKind } from "../../rules/api.js";
import type { Candidate, Candidates } from "../model/candidates.js";

/** A subject with the rules that want it, group by group. Subjects that are alike share the lists. */
export interface Routed {
  readonly subject: Subject;
  readonly rules: Groups;
}

export type Groups = readonly (readonly Rule[])[];

interface Route {
  readonly groups: Groups;
  /** The number of each word that some rule of this kind needs. */
  readonly words: ReadonlyMap<string, number>;
  /** What was worked out, by picks and words. */
  readonly known: Map<string, Groups>;
}

/** Indexes groups of rules by the subjects that they want. */
export function createRouter(groups: Groups, candidates: Candidates): (candidate: Candidate) => Groups {
  const routes = new Map<SubjectKind, Route>();
  for (const kind of new Set(groups.flat().map((it) => it.on))) {
    const concerned = groups.map((rules) => rules.filter((it) => it.on === kind));
    const words = new Set(concerned.flat().flatMap((it) => it.needs ?? []));
    routes.set(kind, { groups: concerned, words: new Map([...words].map((it, i) => [it, i])), known: new Map() });
  }
  const nobody: Groups = groups.map(() => []);

  return (candidate) => {
    const route = routes.get(candidate.kind);
    if (route === undefined) return nobody;
    const said = wordsOf(candidate, route.words, candidates);
    const key = `${candidate.picks.at(-1) ?? ""}|${said?.join() ?? "*"}`;
    const known = route.known.get(key);
    if (known !== undefined) return known;
    const has = (it: string): boolean => said === undefined || isSaid(said, route.words.get(it) ?? 0);
    const wants = ({ of, needs }: Rule): boolean =>
      (of === undefined || of.some((it) => candidate.picks.includes(it))) && (needs === undefined || needs.some(has));
    const found = route.groups.map((rules) => rules.filter(wants));
    if (route.known.size >= mostKnown) route.known.clear();
    route.known.set(key, found);
    return found;
  };
}

/** Lists for subjects that are alike; more than the kinds of things in any one cluster. */
const mostKnown = 2000;

/** How many words a number has room for. */
const room = 30;

/** The words that a candidate has, as bits; undefined where its kind does not tell. */
function wordsOf(candidate: Candidate, words: ReadonlyMap<string, number>, candidates: Candidates): readonly number[] | undefined {
  if (words.size === 0) return undefined;
  const said = new Array<number>(Math.ceil(words.size / room)).fill(0);
  const tells = candidates.words(candidate, (word) => {
    const number = words.get(word);
    if (number !== undefined) said[Math.floor(number / room)] = (said[Math.floor(number / room)] ?? 0) | (1 << (number % room));
  });
  return tells ? said : undefined;
}

function isSaid(said: readonly number[], number: number): boolean {
  return ((said[Math.floor(number / room)] ?? 0) & (1 << (number % room))) !== 0;
}

/** Whether two lists hold the same subjects with the same rules. */
export function sameRouted(a: readonly Routed[], b: readonly Routed[]): boolean {
  return a.length === b.length && a.every((it, i) => it.subject === b[i]?.subject && it.rules === b[i]?.rules);
}
