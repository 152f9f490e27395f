/** Admission expressions that hold for objects which leave the field out, where the default is the insecure one. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

const wanted =
  /\b(?:runAsNonRoot\s*==\s*true|allowPrivilegeEscalation\s*==\s*false|readOnlyRootFilesystem\s*==\s*true|automountServiceAccountToken\s*==\s*false)/;
const excused = /!\s*has\(\s*([\w.]+)\s*\)\s*\|\|/;
/** `!has(a.b) || a.b.c == v` as a whole. */
const simple = /^\s*!\s*has\(\s*([\w.]+)\s*\)\s*\|\|\s*(\1(?:\.(\w+))?)\s*==\s*(true|false)\s*$/;

export default rule({
  id: "admission/vacuous-expression",
  title: "Expression that is true where the field is missing",
  pillar: "workloads",
  tenet: ["T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["admissionregistration.k8s.io/ValidatingAdmissionPolicy", "policies.kyverno.io/ValidatingPolicy"],
  refs: [],

  *check(policy) {
    for (const it of items(get(policy.body, "spec.validations"))) {
      const expression = get(it, "expression");
      const known = text(expression);
      if (expression === undefined || known === undefined) continue;
      if (/^\s*true\s*$/.test(known)) {
        yield { at: expression, what: "The expression is always true: nothing is refused" };
        continue;
      }
      const path = excused.exec(known)?.[1];
      if (
        path === undefined ||
        !wanted.test(known) ||
        !/(?:securityContext|runAsNonRoot|allowPrivilegeEscalation|readOnlyRootFilesystem|automountServiceAccountToken)$/.test(path)
      )
        continue;
      // What the containers must say themselves may be left out of the pod.
      if (/\.(?:all|exists)\(/.test(known) && /^object\.spec\.securityContext/.test(path)) continue;
      const whole = simple.exec(known);
      const [, holder = "", field = "", last, value = ""] = whole ?? [];
      yield {
        at: expression,
        what: `An object without \`${path}\` passes, and left out the default is the insecure one`,
        ...(whole === null
          ? {}
          : {
              fix: {
                title: "Ask for the field",
                edit: (edit) =>
                  edit.replace(
                    expression,
                    [`has(${holder})`, ...(last === undefined ? [] : [`has(${field})`]), `${field} == ${value}`].join(" && "),
                  ),
              },
            }),
      };
    }
  },
});
