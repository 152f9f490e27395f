/** Label selectors with the API's exact meaning (SEMANTICS S1-S11, S13); the text selectors of Calico are in calico.ts. */
import type { Requirement, Selector, Value } from "../../rules/api.js";
import { entries, get, isComplete, items, text } from "../../rules/lib/value.js";

/** Parses a LabelSelector: the AND of matchLabels and matchExpressions (S1). Null and `{}` match everything (S2, S6). */
export function parseSelector(value: Value): Selector {
  if (value.kind === "unknown") return { requirements: [], complete: false };
  const labels = parseLabels(get(value, "matchLabels"));
  const expressions = get(value, "matchExpressions");
  const parsed = items(expressions).map(parseExpression);
  const complete =
    (value.kind === "null" || isComplete(value)) && labels.complete && isComplete(expressions) && parsed.every((it) => it !== undefined);
  return { requirements: [...labels.requirements, ...parsed.flatMap((it) => it ?? [])], complete };
}

/** Parses an equality map, such as Service.spec.selector (S7). */
export function parseLabels(value: Value | undefined): Selector {
  const requirements: Requirement[] = [];
  let complete = isComplete(value);
  for (const { key, keyAt, value: label } of entries(value)) {
    const known = labelText(label);
    if (known === undefined && label.kind === "unknown") complete = false;
    // A value that is no string is refused by the API: it matches nothing (S5).
    else requirements.push({ key, operator: "In", values: known === undefined ? [] : [known], at: keyAt });
  }
  return { requirements, complete };
}

/** The text of a label; null is the empty string, as JSON decodes it. */
export function labelText(value: Value): string | undefined {
  if (value.kind === "null") return "";
  return value.kind === "text" ? value.known : undefined;
}

/** undefined for an expression that is unknown in part, or that the API refuses (S4): then nothing can be said. */
function parseExpression(value: Value): Requirement | undefined {
  const key = text(get(value, "key"));
  const operator = text(get(value, "operator"));
  if (key === undefined || !isOperator(operator)) return undefined;
  const listed = get(value, "values");
  if (!isComplete(listed)) return undefined;
  const values = items(listed).flatMap((it) => labelText(it) ?? []);
  const wantsValues = operator === "In" || operator === "NotIn";
  if (wantsValues !== items(listed).length > 0 || (operator === "NotIn" && values.length < items(listed).length)) return undefined;
  return { key, operator, values, at: value.at };
}

function isOperator(text: string | undefined): text is Requirement["operator"] {
  return text === "In" || text === "NotIn" || text === "Exists" || text === "DoesNotExist";
}

/** Whether labels satisfy the selector; undefined when an unknown part decides. `labelsComplete` says whether the labels are all there are. */
export function matches(selector: Selector, labels: ReadonlyMap<string, string>, labelsComplete: boolean): boolean | undefined {
  let unknown = !selector.complete;
  for (const it of selector.requirements) {
    const verdict = satisfies(it, labels, labelsComplete);
    if (verdict === false) return false;
    if (verdict === undefined) unknown = true;
  }
  return unknown ? undefined : true;
}

/** Labels that controllers give to pods (W9): their values are not in view. */
const byController: ReadonlySet<string> = new Set([
  "statefulset.kubernetes.io/pod-name",
  "apps.kubernetes.io/pod-index",
  "batch.kubernetes.io/job-name",
  "job-name",
  "batch.kubernetes.io/job-completion-index",
  "batch.kubernetes.io/controller-uid",
  "controller-uid",
  "pod-template-hash",
  "controller-revision-hash",
  "pod-template-generation",
]);

function satisfies({ key, operator, values }: Requirement, labels: ReadonlyMap<string, string>, complete: boolean): boolean | undefined {
  const value = labels.get(key);
  if (value === undefined) {
    if (operator === "In" && values.length === 0) return false;
    return complete && !byController.has(key) ? operator === "NotIn" || operator === "DoesNotExist" : undefined;
  }
  if (operator === "Exists") return true;
  if (operator === "DoesNotExist") return false;
  return values.includes(value) === (operator === "In");
}

/** What one key may be under a selector: absent or not, and one of (or none of) some values. */
interface Domain {
  readonly absent: boolean;
  readonly only: ReadonlySet<string> | undefined;
  readonly except: ReadonlySet<string>;
}

const anything: Domain = { absent: true, only: undefined, except: new Set() };

/**
 * Whether everything that `narrow` selects is selected by `wide`, too (S13). undefined where a key that `wide` asks for is unconstrained in
 * `narrow`, or where unknown parts decide.
 */
export function covers(wide: Selector, narrow: Selector): boolean | undefined {
  const inner = domains(narrow);
  if ([...inner.values()].some(isEmptyDomain)) return true;
  let verdict: boolean | undefined = wide.complete ? true : undefined;
  for (const [key, outer] of domains(wide)) {
    const domain = inner.get(key);
    if (domain === undefined) verdict = verdict === false ? false : undefined;
    else if (!within(domain, outer)) {
      if (narrow.complete) return false;
      verdict = undefined;
    }
  }
  return verdict;
}

function domains(selector: Selector): ReadonlyMap<string, Domain> {
  const found = new Map<string, Domain>();
  for (const it of selector.requirements) found.set(it.key, narrowed(found.get(it.key) ?? anything, it));
  return found;
}

function narrowed(domain: Domain, { operator, values }: Requirement): Domain {
  switch (operator) {
    case "In":
      return { absent: false, only: new Set(values.filter((it) => admits(domain, it))), except: new Set() };
    case "NotIn":
      return domain.only
        ? { ...domain, only: new Set([...domain.only].filter((it) => !values.includes(it))) }
        : { ...domain, except: new Set([...domain.except, ...values]) };
    case "Exists":
      return { ...domain, absent: false };
    case "DoesNotExist":
      return { absent: domain.absent, only: new Set(), except: new Set() };
  }
}

function admits(domain: Domain, value: string): boolean {
  return domain.only ? domain.only.has(value) : !domain.except.has(value);
}

function isEmptyDomain(domain: Domain): boolean {
  return !domain.absent && domain.only?.size === 0;
}

function within(inner: Domain, outer: Domain): boolean {
  if (inner.absent && !outer.absent) return false;
  if (inner.only) return [...inner.only].every((it) => admits(outer, it));
  return outer.only === undefined && [...outer.except].every((it) => inner.except.has(it));
}

export type CiliumSource = "k8s" | "any" | "reserved" | "other";

/** A key of a Cilium selector without its source prefix (S11): no prefix means any source. */
export function ciliumKey(key: string): { readonly source: CiliumSource; readonly key: string } {
  const match = /^([a-z0-9-]+):(.*)$/s.exec(key);
  if (!match) return { source: "any", key };
  const [, source, rest = ""] = match;
  return { source: source === "k8s" || source === "any" || source === "reserved" ? source : "other", key: rest };
}

/** The label under which Cilium knows a pod's namespace, and the prefix of its namespace's labels (S11). */
export const ciliumNamespace = "io.kubernetes.pod.namespace";
export const ciliumNamespaceLabels = "io.cilium.k8s.namespace.labels.";

/** Parses a Cilium endpoint selector with bare keys; labels that no Kubernetes object carries make it incomplete. */
export function parseCiliumSelector(value: Value): Selector {
  const { requirements, complete } = parseSelector(value);
  const parsed = requirements.map((it) => ({ ...it, ...ciliumKey(it.key) }));
  const plain = parsed.filter((it) => it.source === "any" || it.source === "k8s");
  return {
    requirements: plain.map(({ key, operator, values, at }) => ({ key, operator, values, at })),
    complete: complete && plain.length === parsed.length,
  };
}
