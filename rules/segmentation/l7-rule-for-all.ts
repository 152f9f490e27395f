/** Rules about requests that match every one of them. */
import { type Entry, type Fix, rule, type Value } from "../api.js";
import { entry, get, items, text } from "../lib/value.js";

export default rule({
  id: "segmentation/l7-rule-for-all",
  title: "Rule that matches every request",
  pillar: "networks",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "policy.rule",
  of: ["cilium"],
  refs: [],

  *check(it) {
    if (it.action !== "allow") return;
    for (const ports of items(get(it.body, "toPorts")))
      for (const protocol of ["http", "kafka"] as const) {
        const list = items(get(ports, ["rules", protocol]));
        for (const one of list) {
          if (one.kind !== "dict" || !one.complete || !one.entries.every(asksNothing)) continue;
          yield {
            at: one,
            what:
              list.length > 1
                ? "This item matches every request: the narrower ones beside it restrict nothing"
                : "The proxy reads every request and lets every one through",
            fix: list.length > 1 ? { title: "Remove the item that matches everything", edit: (edit) => edit.remove(one) } : dropped(ports),
          };
        }
      }
  },
});

/** A pattern that every value matches; in HTTP an absent field asks for nothing either. */
function asksNothing({ key, value }: Entry): boolean {
  return /^(?:path|method|host)$/.test(key) && /^(?:|\/?\.\*)$/.test(text(value) ?? "?");
}

/** The port stays open to the same peers, without a proxy that refuses nothing. */
function dropped(ports: Value): Fix | undefined {
  const rules = entry(ports, "rules");
  if (rules?.value.kind !== "dict" || !rules.value.complete || rules.value.entries.length > 1) return undefined;
  return { title: "Drop the rule, which refuses nothing", edit: (edit) => edit.remove(rules.keyAt) };
}
