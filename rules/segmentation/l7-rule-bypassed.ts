/** Rules about requests beside a rule that lets the same peers through unread. */
import { type PolicyRule, rule } from "../api.js";
import { readsRequests, specsOf } from "../lib/cilium.js";
import { entry, get, items } from "../lib/value.js";

export default rule({
  id: "segmentation/l7-rule-bypassed",
  title: "Requests let through unread",
  pillar: "networks",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["cilium"],
  refs: [],

  // SEMANTICS C3: allowances add up, and one that reads no requests allows all of them.
  *check(it, { connectivity }) {
    if (it.action !== "allow" || it.body.kind !== "dict" || !it.body.complete) return;
    if (
      items(get(it.body, "toPorts")).some(
        (ports) => ports.kind !== "dict" || !ports.complete || entry(ports, "rules") || entry(ports, "serverNames"),
      )
    )
      return;
    const beside = connectivity
      .rules(it.policy)
      .find(
        (one) =>
          one !== it &&
          one.direction === it.direction &&
          one.action === "allow" &&
          inOneSpec(one, it) &&
          readsHttp(one) &&
          connectivity.covers(it, one) === true,
      );
    if (beside === undefined) return;
    yield {
      at: it.at,
      what: "This rule allows the same peers the same port without reading requests: the paths and methods of the other rule restrict nothing",
      related: [{ at: beside, what: "Reads requests" }],
      fix: { title: "Remove the rule that reads nothing", edit: (edit) => edit.remove(it.body) },
    };
  },
});

function readsHttp(it: PolicyRule): boolean {
  return readsRequests(it) && items(get(it.body, "toPorts")).some((ports) => items(get(ports, "rules.http")).length > 0);
}

function inOneSpec(a: PolicyRule, b: PolicyRule): boolean {
  return specsOf(a.policy).some((spec) => {
    const list = items(get(spec, a.direction));
    return list.includes(a.body) && list.includes(b.body);
  });
}
