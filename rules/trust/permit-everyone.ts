/** Cedar policies that permit everything to everybody (SEMANTICS D6). */
import { code, rule } from "../api.js";

export default rule({
  id: "trust/permit-everyone",
  title: "Policy that permits everything to everybody",
  pillar: "identity",
  tenet: ["T4", "T6"],
  severity: "error",
  fixes: "review",
  on: "cedar.policy",
  refs: [],

  *check(policy) {
    if (policy.effect !== "permit" || !policy.principal.open || !policy.action.open || !policy.resource.open) return;
    if (!policy.conditions.every((it) => (it.kind === "when" ? it.constant === true : it.constant === false))) return;
    yield {
      at: policy.place,
      what: policy.forbidden
        ? "Everybody may do everything that no `forbid` names: what nobody thought of is allowed"
        : "Everybody may do everything to everything: Cedar denies by default, and this takes it back",
      ...(policy.editable
        ? {
            fix: {
              title: "Permit it to one group",
              edit: (edit) => edit.replace(policy.principal.at, code('principal in Group::"admins"')),
            },
          }
        : {}),
    };
  },
});
