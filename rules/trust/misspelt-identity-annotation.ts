/** Service account annotations that no webhook knows, or with a value that none takes. */
import { rule } from "../api.js";
import { entries, get, text } from "../lib/value.js";

export default rule({
  id: "trust/misspelt-identity-annotation",
  title: "Cloud identity annotation that nothing reads",
  pillar: "identity",
  tenet: ["T6"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["/ServiceAccount"],
  refs: [],

  *check(account) {
    for (const annotation of entries(get(account.body, "metadata.annotations"))) {
      const right = corrections.find(([pattern]) => pattern.test(annotation.key))?.[1];
      const value = text(annotation.value);
      if (right !== undefined && annotation.key !== right)
        yield {
          at: annotation.keyAt,
          what: `Nothing reads \`${annotation.key}\`, the annotation is \`${right}\`: the pods fall back to the node's role`,
          fix: { title: `Rename it to \`${right}\``, edit: (it) => it.rename(annotation.keyAt, right) },
        };
      else if (
        annotation.key === "iam.gke.io/gcp-service-account" &&
        value !== undefined &&
        !/[{}$<>]/.test(value) &&
        !/^[a-z0-9-]+@(?:[a-z0-9.:-]+\.iam|appspot|developer)\.gserviceaccount\.com$/.test(value)
      )
        yield {
          at: annotation.value,
          what: `\`${value}\` is no Google service account, which is \`<name>@<project>.iam.gserviceaccount.com\`: the pods get no token`,
        };
    }
  },
});

const corrections: readonly (readonly [pattern: RegExp, right: string])[] = [
  [/^(?:eks\.amazonaws\.com\/(?:role[_-]?arn|iam-role(?:-arn)?|role)|amazonaws\.com\/role-arn)$/i, "eks.amazonaws.com/role-arn"],
  [/^(?:iam\.gke\.io|gke\.io)\/(?:gcp[_-]service[_-]account|service-account)$/i, "iam.gke.io/gcp-service-account"],
  [/^azure\.workload\.identity\/client[_-]?id$/i, "azure.workload.identity/client-id"],
];
