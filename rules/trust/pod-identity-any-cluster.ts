/** Trust in EKS Pod Identity that says neither cluster nor pod. */
import { code, rule } from "../api.js";
import { addCondition } from "../lib/narrow.js";
import { tests } from "../lib/trust.js";
import { text } from "../lib/value.js";

export default rule({
  id: "trust/pod-identity-any-cluster",
  title: "Pod Identity trust for any cluster",
  pillar: "identity",
  tenet: ["T3", "T4"],
  severity: "info",
  fixes: "review",
  on: "trust.statement",
  refs: [],

  *check(statement, project) {
    if (statement.effect !== "Allow" || !statement.complete) return;
    const service = statement.principals.find((it) => it.type === "Service" && text(it.value) === "pods.eks.amazonaws.com");
    if (service === undefined || tests(statement, "aws:SourceArn", "aws:SourceAccount", "aws:RequestTag/", "aws:SourceOrgID")) return;
    const clusters = project.terraform
      .blocks(statement.owner, "aws_eks_cluster", "data.aws_eks_cluster")
      .filter((it) => it.scope === statement.owner.scope && it.key === undefined);
    yield {
      at: service.value,
      what: "Any cluster of the account can hand this role to its pods: nothing tests `aws:SourceArn` or the tags of the session",
      fix: clusters.slice(0, 3).map((it) => ({
        title: `Only from the cluster \`${it.address}\``,
        edit: (editor) =>
          addCondition(editor, statement, { operator: "ArnEquals", key: "aws:SourceArn", values: [code(`${it.address}.arn`)] }),
      })),
    };
  },
});
