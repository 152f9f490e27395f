/** Image verification that lets unsigned or moved images pass. */
import { rule } from "../api.js";
import { flag, get, items, text } from "../lib/value.js";

const settings: ReadonlyMap<string, string> = new Map([
  ["required", "an image that nobody has verified is admitted"],
  ["verifyDigest", "a tag that is moved after the check runs other code"],
]);

export default rule({
  id: "admission/signature-optional",
  title: "Image verification that is optional",
  pillar: "workloads",
  tenet: ["T5", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["kyverno.io/ClusterPolicy", "kyverno.io/Policy"],
  refs: [],

  *check(policy) {
    for (const it of items(get(policy.body, "spec.rules")))
      for (const image of items(get(it, "verifyImages"))) {
        const action = text(get(image, "failureAction")) ?? text(get(policy.body, "spec.validationFailureAction"));
        for (const [key, what] of settings) {
          const value = get(image, key);
          if (value === undefined || flag(value) !== false) continue;
          yield {
            at: value,
            what: `With \`${key}: false\` ${what}`,
            fix: {
              title: `Set \`${key}\` to true`,
              level: /^audit$/i.test(action ?? "audit") ? "safe" : "review",
              edit: (edit) => edit.replace(value, true),
            },
          };
        }
      }
  },
});
