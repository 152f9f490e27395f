/** Trust in a service that acts for many accounts, without saying for which. */
import { rule } from "../api.js";
import { addCondition, callerAccount } from "../lib/narrow.js";
import { tests } from "../lib/trust.js";
import { text } from "../lib/value.js";

export default rule({
  id: "trust/confused-deputy",
  title: "Service trusted for any account",
  pillar: "identity",
  tenet: ["T3", "T4"],
  severity: "info",
  fixes: "review",
  on: "trust.statement",
  refs: [],

  *check(statement, project) {
    if (statement.effect !== "Allow" || !statement.complete) return;
    if (tests(statement, "aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths", "sts:ExternalId")) return;
    const service = statement.principals.find((it) => it.type === "Service" && sending.test(text(it.value) ?? ""));
    if (service === undefined) return;
    yield {
      at: service.value,
      what: `\`${text(service.value)}\` works for every account: without \`aws:SourceAccount\` or \`aws:SourceArn\` somebody else's resource can have it use this role`,
      fix: {
        title: "Only for this account",
        edit: (it) =>
          addCondition(it, statement, {
            operator: "StringEquals",
            key: "aws:SourceAccount",
            values: [callerAccount(it, statement.owner, project)],
          }),
      },
    };
  },
});

/** Services whose documentation says that they send the keys when they assume a role. */
const sending =
  /^(?:scheduler|pipes|events|config|iot|datasync|bedrock|sagemaker|codebuild|transfer|vpc-flow-logs|appflow|states|ssm|logs(?:\.[a-z0-9-]+)?)\.amazonaws\.com$/;
