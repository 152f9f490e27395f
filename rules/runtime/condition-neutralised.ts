/** Falco macros and overrides after which a rule can never fire. */
import { type FalcoEntry, rule } from "../api.js";
import { flag, get, text } from "../lib/value.js";

const always = /^\(*\s*(?:always_true|container\.id\s*!=\s*""|evt\.num\s*>=?\s*0|proc\.name\s*!=\s*"")\s*\)*$/;
const never = /\bnever_true\b|\bevt\.num\s*(?:=|<)\s*0\b|\band\s+false\b/;

export default rule({
  id: "runtime/condition-neutralised",
  title: "Condition that makes a detection blind",
  pillar: "visibility",
  tenet: ["T5", "T7"],
  severity: "error",
  fixes: "review",
  on: "falco.entry",
  refs: [],

  *check(entry) {
    const condition = get(entry.body, "condition");
    const known = text(condition)?.trim();
    if (condition === undefined || known === undefined) return;
    if (entry.what === "macro" && /^user_(?:known|trusted|expected)_/.test(entry.name) && always.test(known))
      yield {
        at: condition,
        what: `Everything counts as known: the rules that ask \`${entry.name}\` never fire`,
        fix: { title: "Treat nothing as known again", edit: (it) => it.replace(condition, "(never_true)") },
      };
    if (entry.what === "rule" && isOverride(entry) && never.test(known))
      yield { at: condition, what: `With \`${never.exec(known)?.[0]}\` in its condition \`${entry.name}\` never fires` };
  },
});

function isOverride({ body }: FalcoEntry): boolean {
  return get(body, "override.condition") !== undefined || flag(get(body, "append")) === true;
}
