/** The words by which rules that need something of a subject know whether it has that. Each says them, and answers whether those are all. */
import type { Dict, PolicyDocument, Statement, Value, Workload } from "../../rules/api.js";
import { programOf } from "../../rules/lib/control-plane.js";
import { actionServices } from "../../rules/lib/grants.js";
import { get, text } from "../../rules/lib/value.js";

type Say = (word: string) => void;

/** The keys of a workload and of its pods, what its containers run, and the names of their images. */
export function workloadWords({ body, pod, podMetadata, containers }: Workload, say: Say): boolean {
  let left = mostValues;
  for (const it of new Set<Dict | undefined>([body, pod, podMetadata])) if (it) walk(it);
  for (const container of containers) {
    say(programOf(container) ?? "");
    say(text(get(container.body, "image"))?.split("/").pop()?.split(/[:@]/)[0] ?? "");
  }
  return left >= 0;

  function walk(value: Value): void {
    if (--left < 0) return;
    if (value.kind === "list") for (const it of value.items) walk(it);
    if (value.kind !== "dict") return;
    for (const { key, value: it } of value.entries) {
      say(key);
      walk(it);
    }
  }
}

/** Anchors make a small text a large tree. */
const mostValues = 20_000;

/** What its statements say, the use of the policy and its spelling, what it is attached to, and `override` where statements replace others. */
export function policyWords(policy: PolicyDocument, say: Say): boolean {
  say(policy.spelling);
  if (policy.replaced.length > 0) say("override");
  for (const it of policy.statements) statementWords(it, say);
  if (policy.effective !== policy.statements) for (const it of policy.effective) statementWords(it, say);
  return true;
}

/** Its use, what it is attached to, the names of its clauses, and the services that its actions are of. */
export function statementWords(statement: Statement, say: Say): boolean {
  say(statement.use);
  say(statement.owner.type);
  for (const it of statement.users) say(it.type);
  if (statement.conditions.length > 0) say("Condition");
  if (statement.principals.length > 0) say("Principal");
  for (const it of clauses) if (statement.clause(it) !== undefined) say(it);
  for (const it of actionServices(statement)) say(it);
  return true;
}

const clauses = ["NotAction", "NotResource", "NotPrincipal"] as const;
