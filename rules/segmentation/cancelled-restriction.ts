/** Careful rules beside a wider one for the same pods. */
import { type PolicyRule, rule } from "../api.js";
import { mayBeDnsOnly } from "../lib/connectivity.js";

export default rule({
  id: "segmentation/cancelled-restriction",
  title: "Restriction that a wider policy cancels",
  pillar: "networks",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["kubernetes"],
  refs: [],

  *check(it, { connectivity }) {
    if (it.enforced !== true || it.body.kind !== "dict" || mayBeDnsOnly(it)) return;
    const own = connectivity.candidates(it.policy).filter((one) => connectivity.selects(it.policy, one) !== false);
    if (own.length === 0) return;
    const wider = connectivity
      .policies(it.policy)
      .filter(
        (one) =>
          one !== it.policy &&
          // A second file with the same policy is another version of it.
          one.name !== undefined &&
          it.policy.name !== undefined &&
          one.name !== it.policy.name &&
          one.kind === "NetworkPolicy" &&
          one.group === "networking.k8s.io" &&
          one.namespaceKey === it.policy.namespaceKey,
      )
      .flatMap((one) => connectivity.rules(one))
      .find(
        (one) =>
          one.enforced === true &&
          one.direction === it.direction &&
          own.every((pod) => connectivity.selects(one.policy, pod) === true) &&
          connectivity.covers(one, it) === true &&
          (connectivity.covers(it, one) !== true || isLater(it, one)),
      );
    if (wider === undefined) return;
    yield {
      at: it.at,
      what: `\`${wider.policy.name}\` allows all of this and more for the same pods: allowances add up, so this narrower rule restricts nothing`,
      related: [{ at: wider, what: "The wider rule" }],
      fix: { title: "Remove the rule that changes nothing", edit: (edit) => edit.remove(it.body) },
    };
  },
});

/** Of two equal rules, one is enough: the later one goes. */
function isLater(it: PolicyRule, other: PolicyRule): boolean {
  const place = ({ policy }: PolicyRule): string => `${policy.full.unit} ${String(policy.full.start).padStart(9, "0")}`;
  return place(it) > place(other);
}
