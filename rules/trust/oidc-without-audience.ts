/** Trust statements for a cluster that do not test the audience of the token. */
import { code, rule } from "../api.js";
import { conditionTexts, keyName, mayBeKey, shape } from "../lib/iam.js";
import { reference } from "../lib/value.js";

export default rule({
  id: "trust/oidc-without-audience",
  title: "Federated trust without an audience",
  pillar: "identity",
  tenet: ["T4"],
  severity: "warning",
  fixes: "review",
  on: "trust.statement",
  refs: ["checkov:CKV_AWS_358"],

  *check(statement) {
    if (
      statement.effect !== "Allow" ||
      !statement.complete ||
      !statement.principals.some((it) => it.type === "Federated" && reference(it.value) !== undefined)
    )
      return;
    const subject = statement.conditions.find(
      (it) => keyName(it) === "sub" && conditionTexts(it).some((one) => one.startsWith("system:serviceaccount:")),
    );
    if (subject === undefined || statement.conditions.some((it) => mayBeKey(it, "aud"))) return;
    const parts = subject.key.kind === "unknown" ? subject.key.parts : [];
    const [hole] = parts;
    const issuer = typeof hole === "object" ? hole.reference : undefined;
    yield {
      at: subject.key,
      what: "A token made for any audience passes: nothing tests `aud`, so a token stolen from another service works here",
      ...(issuer && parts.length === 2 && statement.spelling === "document"
        ? {
            fix: {
              title: "Require the audience `sts.amazonaws.com`",
              edit: (it) =>
                it.insertBlock(statement.place, {
                  type: "condition",
                  labels: [],
                  body: {
                    test: "StringEquals",
                    variable: code(`"\${${issuer.address}.${issuer.attribute.join(".")}}:aud"`),
                    values: ["sts.amazonaws.com"],
                  },
                }),
            },
          }
        : shape(subject.key)?.exact === true && statement.spelling === "json"
          ? {
              fix: {
                title: "Require the audience `sts.amazonaws.com`",
                edit: (it) =>
                  it.set(
                    statement.body,
                    ["Condition", "StringEquals", (shape(subject.key)?.pattern ?? "").replace(/:sub$/, ":aud")],
                    "sts.amazonaws.com",
                  ),
              },
            }
          : {}),
    };
  },
});
