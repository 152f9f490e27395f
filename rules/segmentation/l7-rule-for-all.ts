/** HTTP rules that match every request. */
import { type Fix, rule, type Value } from "../api.js";
import { entry, get, items, text } from "../lib/value.js";

export default rule({
  id: "segmentation/l7-rule-for-all",
  title: "HTTP rule that matches every request",
  pillar: "networks",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "policy.rule",
  of: ["cilium"],
  refs: [],

  *check(it) {
    if (it.action !== "allow") return;
    for (const ports of items(get(it.body, "toPorts"))) {
      const list = items(get(ports, "rules.http"));
      for (const http of list) {
        if (http.kind !== "dict" || !http.complete) continue;
        const path = get(http, "path");
        const any = path === undefined || /^(?:|\/?\.\*)$/.test(text(path) ?? "?");
        if (!any || ["method", "host", "headers", "headerMatches"].some((key) => get(http, key) !== undefined)) continue;
        yield {
          at: http,
          what:
            list.length > 1
              ? "This item matches every request: the narrower ones beside it restrict nothing"
              : "The proxy reads every request and lets every one through",
          fix: list.length > 1 ? { title: "Remove the item that matches everything", edit: (edit) => edit.remove(http) } : dropped(ports),
        };
      }
    }
  },
});

/** The port stays open to the same peers, without a proxy that refuses nothing. */
function dropped(ports: Value): Fix | undefined {
  const rules = entry(ports, "rules");
  if (rules?.value.kind !== "dict" || !rules.value.complete || rules.value.entries.length > 1) return undefined;
  return { title: "Drop the HTTP rule, which refuses nothing", edit: (edit) => edit.remove(rules.keyAt) };
}
