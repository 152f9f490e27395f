/** Gatekeeper templates whose code can never report a violation. */
import { code, type RegoNode, rule } from "../api.js";
import { nodesOf } from "../lib/rego.js";

export default rule({
  id: "admission/template-never-violates",
  title: "Constraint template that never reports a violation",
  pillar: "workloads",
  tenet: ["T5", "T6"],
  severity: "error",
  fixes: "review",
  on: "rego.module",
  of: ["template"],
  refs: [],

  *check(module) {
    if (!module.complete) return;
    if (module.package === undefined)
      yield { at: module, what: "The code has no `package`: Gatekeeper refuses the template, and nothing is enforced" };
    const violations = module.rules.filter((it) => it.name === "violation" && !it.isDefault);
    if (violations.length === 0) {
      const meant = module.rules.filter((it) => it.key !== undefined && /^(?:deny|violations|deny_\w+|warn)$/.test(it.name));
      const [first] = meant;
      yield {
        at: first?.nameAt ?? module,
        what: `Gatekeeper asks for the rule \`violation\`${first === undefined ? "" : `, not \`${first.name}\``}: this template lets everything pass`,
        ...(first !== undefined && module.editable && meant.every((it) => it.name === first.name)
          ? {
              fix: {
                title: "Call the rule `violation`",
                edit: (edit) => {
                  for (const it of meant) edit.replace(it.nameAt, code("violation"));
                },
              },
            }
          : {}),
      };
    }
    for (const it of violations)
      if (it.branches.length > 0 && it.branches.every(({ body }) => body.some((line) => line.kind === "flag" && !line.known)))
        yield { at: it.headAt, what: "A line of this rule is `false`: it never reports a violation" };
    // D5: a path that is not there is undefined, and the rule around it never fires.
    for (const it of module.rules)
      for (const node of nodesOf(it)) {
        const start = requestIn(node);
        if (start === undefined) continue;
        yield {
          at: node.at,
          what: "Gatekeeper gives the request as `input.review`: `input.request` has no value here, so the rule never fires",
          ...(module.editable
            ? {
                fix: {
                  title: "Read `input.review`",
                  edit: (edit) => edit.replace({ ...node.at, end: node.at.start + "input.request".length }, code("input.review")),
                },
              }
            : {}),
        };
      }
  },
});

function requestIn(node: RegoNode): RegoNode | undefined {
  return node.kind === "ref" && /^input\.request(?:\.|$)/.test(node.name) ? node : undefined;
}
