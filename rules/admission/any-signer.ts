/** Image verification that any signer satisfies. */
import { rule, type Value } from "../api.js";
import { get, isEmpty, items, text } from "../lib/value.js";

const anything = /^\^?(?:\*|\.\*|\.\+)\$?$/;

export default rule({
  id: "admission/any-signer",
  title: "Image signature of anybody accepted",
  pillar: "workloads",
  tenet: ["T5", "T6"],
  severity: "error",
  fixes: "none",
  on: "kube.object",
  of: ["kyverno.io/ClusterPolicy", "kyverno.io/Policy", "policies.kyverno.io/ImageValidatingPolicy"],
  refs: [],

  *check(policy) {
    const signers = [
      ...items(get(policy.body, "spec.rules")).flatMap((it) =>
        items(get(it, "verifyImages")).flatMap((image) =>
          items(get(image, "attestors")).flatMap((one) => items(get(one, "entries")).map((entry) => get(entry, "keyless"))),
        ),
      ),
      ...items(get(policy.body, "spec.attestors")).flatMap((it) => items(get(it, "cosign.keyless.identities"))),
    ];
    for (const it of signers) {
      if (it?.kind !== "dict") continue;
      const wide = ["subject", "subjectRegExp"].map((key) => get(it, key)).find((one) => anything.test(text(one) ?? ""));
      const unissued = it.complete && isEmpty(get(it, "issuer")) && isEmpty(get(it, "issuerRegExp")) && !isEmpty(get(it, "subject"));
      if (wide !== undefined)
        yield {
          at: wide,
          what: `\`${text(wide)}\` accepts the signature of everyone whom \`${issuerOf(it)}\` knows: an image that a stranger signed is as good as yours`,
        };
      else if (unissued && isEmpty(get(it, "roots")))
        yield { at: get(it, "subject") ?? it, what: "No `issuer`: any identity provider may vouch for this name" };
    }
  },
});

function issuerOf(signer: Value): string {
  return text(get(signer, "issuer")) ?? text(get(signer, "issuerRegExp")) ?? "any issuer";
}
