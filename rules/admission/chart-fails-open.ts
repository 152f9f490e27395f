/** Values of the Gatekeeper chart with which requests pass when Gatekeeper is down. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "admission/chart-fails-open",
  title: "Gatekeeper installed to fail open",
  pillar: "workloads",
  tenet: ["T6"],
  severity: "warning",
  fixes: "review",
  on: "chart.values",
  of: ["gatekeeper"],
  refs: [],

  *check({ values }) {
    const policy = get(values, "validatingWebhookFailurePolicy");
    if (policy === undefined || text(policy) !== "Ignore") return;
    yield {
      at: policy,
      what: "`Ignore` lets requests pass unjudged while Gatekeeper does not answer: to get past its constraints, it is enough to make it slow",
      fix: { title: "Refuse what could not be judged", edit: (it) => it.replace(policy, "Fail") },
    };
  },
});
