/** Falco rules that are switched off by an override. */
import { rule } from "../api.js";
import { flag, get } from "../lib/value.js";

export default rule({
  id: "runtime/rule-disabled",
  title: "Detection switched off",
  pillar: "visibility",
  tenet: ["T5", "T7"],
  severity: "warning",
  fixes: "review",
  on: "falco.entry",
  refs: [],

  *check(entry) {
    const enabled = get(entry.body, "enabled");
    // With a condition of its own it is a rule of this file that is not switched on yet.
    if (entry.what !== "rule" || enabled === undefined || flag(enabled) !== false || get(entry.body, "condition") !== undefined) return;
    yield {
      at: enabled,
      what: `\`${entry.name}\` no longer fires anywhere: an exception for one image or namespace would leave the rest watched`,
      fix: { title: "Switch it on again", edit: (it) => it.replace(enabled, true) },
    };
  },
});
