/** SAML trust that does not test for whom the assertion was made. */
import { rule } from "../api.js";
import { shape } from "../lib/iam.js";
import { addCondition } from "../lib/narrow.js";
import { tests } from "../lib/trust.js";
import { reference } from "../lib/value.js";

export default rule({
  id: "trust/saml-without-audience",
  title: "SAML trust without an audience",
  pillar: "identity",
  tenet: ["T4"],
  severity: "warning",
  fixes: "review",
  on: "trust.statement",
  refs: [],

  *check(statement) {
    if (statement.effect !== "Allow" || !statement.complete || tests(statement, "SAML:aud", "SAML:iss", "SAML:recipient")) return;
    const provider = statement.principals.find(
      (it) =>
        it.type === "Federated" &&
        (reference(it.value)?.address.startsWith("aws_iam_saml_provider.") || /:saml-provider\//.test(shape(it.value)?.pattern ?? "")),
    );
    if (provider === undefined) return;
    yield {
      at: provider.value,
      what: "An assertion made for another service passes here: nothing tests `SAML:aud`",
      fix: {
        title: "Require the audience of AWS sign-in",
        edit: (it) =>
          addCondition(it, statement, { operator: "StringEquals", key: "SAML:aud", values: ["https://signin.aws.amazon.com/saml"] }),
      },
    };
  },
});
