/** Admission policies whose verdict stops nothing. */
import { type Editor, rule, type Verdict } from "../api.js";

export default rule({
  id: "admission/not-enforced",
  title: "Policy that reports but does not refuse",
  pillar: "workloads",
  tenet: ["T5", "T6"],
  severity: "warning",
  fixes: "review",
  on: "admission.control",
  refs: [],

  *check(control) {
    const [first, ...others] = control.onViolation.filter((it) => it.outcome === "admit");
    if (first === undefined) return;
    const all = [first, ...others];
    const names = [...new Set(all.flatMap((it) => (it.rule === undefined ? [] : [`\`${it.rule}\``])))];
    const said = first.said === undefined ? "without an action, which means Audit," : `with \`${first.said}\``;
    const whose =
      control.engine === "kyverno" && names.length > 0 ? ` (${names.length > 3 ? `${names.length} rules` : names.join(", ")})` : "";
    yield {
      at: first.at,
      what: `${openings[control.engine]}${whose} does not refuse: ${said} what breaks it is admitted all the same`,
      fix: {
        title: "Refuse what breaks the policy",
        edit: (it) => {
          for (const target of new Set(all.map((verdict) => verdict.target))) {
            const verdict = all.find((one) => one.target === target);
            if (verdict !== undefined) enforce(it, verdict, control.engine);
          }
        },
      },
      related: others
        .filter((it) => it.at !== first.at)
        .slice(0, 20)
        .map((it) => ({ at: it.at, what: `\`${it.rule ?? "this rule"}\` does not refuse either` })),
    };
  },
});

const openings = {
  kyverno: "The policy",
  gatekeeper: "The constraint",
  "validating-admission-policy": "The binding",
  webhook: "The webhook",
} as const;

function enforce(it: Editor, verdict: Verdict, engine: keyof typeof openings): void {
  if (verdict.key !== undefined) it.set(verdict.target, [verdict.key], engine === "gatekeeper" ? "deny" : "Enforce");
  else if (verdict.target.kind === "list") it.replace(verdict.target, ["Deny", ...(verdict.said?.includes("Audit") ? ["Audit"] : [])]);
}
