/** Service accounts whose role trusts the same name in another namespace. */
import { rule } from "../api.js";
import { conditionTexts, keyName } from "../lib/iam.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "trust/irsa-mismatch",
  title: "Service account that the role does not trust",
  pillar: "identity",
  tenet: ["T3", "T4"],
  severity: "warning",
  fixes: "none",
  on: "kube.object",
  of: ["ServiceAccount"],
  refs: [],

  *check(account, project) {
    const arn = get(account.body, ["metadata", "annotations", "eks.amazonaws.com/role-arn"]);
    if (arn === undefined || account.name === undefined || text(arn) === undefined) return;
    const trusting = project
      .trusts()
      .flatMap((statement) =>
        statement.conditions.flatMap((it) => (keyName(it) === "sub" ? conditionTexts(it).map((subject) => ({ subject, at: it.at })) : [])),
      );
    for (const { subject, at } of trusting) {
      const match = /^system:serviceaccount:([^:*?]+):([^:*?]+)$/.exec(subject);
      if (match?.[2] !== account.name) continue;
      const own = trusting.some((it) => it.subject === `system:serviceaccount:${account.namespace}:${account.name}`);
      if (own || account.namespace === match[1] || (account.namespace === undefined && account.namespaceKey.includes("{{}}"))) continue;
      yield {
        at: account,
        what: `The role trusts \`${match[1]}/${account.name}\`, this account is in ${account.namespace === undefined ? "no named namespace" : `\`${account.namespace}\``}: it gets no credentials, or one in the wrong place does`,
        related: [{ at, what: "the trust policy names this subject" }],
      };
      return;
    }
  },
});
