/** Cedar policies that permit sensitive actions whatever the circumstances. */
import { code, rule } from "../api.js";

const sensitive = /^(?:delete|remove|destroy|drop|admin|write|update|assume|approve|grant|revoke|transfer|refund|pay|impersonate|export)/i;

export default rule({
  id: "trust/unconditioned-permit",
  title: "Sensitive action permitted whatever the context",
  pillar: "identity",
  tenet: ["T4"],
  severity: "warning",
  fixes: "review",
  on: "cedar.policy",
  refs: [],

  *check(policy) {
    if (policy.effect !== "permit" || policy.conditions.some((it) => it.constant === undefined)) return;
    // The Kubernetes authorizer hands over no context.
    const action = policy.action.entities.find((it) => sensitive.test(it.id) && !it.type.startsWith("k8s::"));
    if (action === undefined) return;
    const { end } = policy.place;
    yield {
      at: policy.head,
      what: `\`${action.id}\` is permitted in any context: neither the strength of the login nor the state of the device is asked for`,
      ...(policy.editable && policy.conditions.length === 0
        ? {
            fix: {
              title: "Ask for a second factor",
              edit: (edit) => edit.replace({ ...policy.place, start: end - 1, end: end - 1 }, code(" when { context.mfa == true }")),
            },
          }
        : {}),
    };
  },
});
