/** Label selectors with the API's exact meaning (SEMANTICS S1-S6, S13). */
import type { Place, Requirement, Selector, Value } from "../../rules/api.js";
import { entries, get, isComplete, items, text, texts } from "../../rules/lib/value.js";

/** Parses a LabelSelector, or a bare equality map when `plain`. */
export function parseSelector(value: Value, plain = false): Selector {
  if (value.kind === "unknown") return { requirements: [], complete: false };
  const requirements: Requirement[] = [];
  let complete = value.kind !== "dict" || value.complete;
  const labels = plain ? value : get(value, "matchLabels");
  if (labels?.kind === "unknown" || !isComplete(labels)) complete = false;
  for (const it of entries(labels)) {
    const known = text(it.value);
    if (known === undefined) complete = false;
    else requirements.push({ key: it.key, operator: "In", values: [known], at: it.keyAt });
  }
  const expressions = plain ? undefined : get(value, "matchExpressions");
  if (!isComplete(expressions)) complete = false;
  for (const it of items(expressions)) {
    const requirement = parseExpression(it);
    if (requirement === undefined) complete = false;
    else requirements.push(requirement);
  }
  return { requirements, complete };
}

function parseExpression(value: Value): Requirement | undefined {
  const key = text(get(value, "key"));
  const operator = text(get(value, "operator"));
  if (key === undefined || !isOperator(operator)) return undefined;
  const values = get(value, "values");
  if (!isComplete(values)) return undefined;
  const at: Place = value.at;
  return { key, operator, values: texts(values), at };
}

function isOperator(text: string | undefined): text is Requirement["operator"] {
  return text === "In" || text === "NotIn" || text === "Exists" || text === "DoesNotExist";
}

/** Whether labels satisfy the selector; undefined when an unknown part decides. */
export function matches(selector: Selector, labels: ReadonlyMap<string, string>, labelsComplete: boolean): boolean | undefined {
  let unknown = !selector.complete;
  for (const it of selector.requirements) {
    const verdict = satisfies(it, labels, labelsComplete);
    if (verdict === false) return false;
    if (verdict === undefined) unknown = true;
  }
  return unknown ? undefined : true;
}

function satisfies({ key, operator, values }: Requirement, labels: ReadonlyMap<string, string>, complete: boolean): boolean | undefined {
  const value = labels.get(key);
  if (value === undefined) {
    if (!complete) return undefined;
    return operator === "NotIn" || operator === "DoesNotExist";
  }
  if (operator === "Exists") return true;
  if (operator === "DoesNotExist") return false;
  return values.includes(value) === (operator === "In");
}
