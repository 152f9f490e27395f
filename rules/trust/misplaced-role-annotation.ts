/** Role annotations where nothing reads them. */
import { type Editor, rule } from "../api.js";
import { entries, get, text } from "../lib/value.js";

export default rule({
  id: "trust/misplaced-role-annotation",
  title: "Cloud role annotation on the wrong object",
  pillar: "identity",
  tenet: ["T6"],
  severity: "error",
  fixes: "review",
  on: "kube.workload",
  needs: ["eks.amazonaws.com/role-arn", "iam.gke.io/gcp-service-account", "azure.workload.identity/client-id"],
  refs: [],

  *check(workload, project) {
    const account = project.kubernetes.objectsBeside(workload, "ServiceAccount").find((it) => it.name === workload.serviceAccountName);
    const places = [get(workload.podMetadata, "annotations"), get(workload.body, "metadata.annotations")];
    for (const annotation of places.flatMap(entries)) {
      if (!(annotation.key in readers)) continue;
      const value = text(annotation.value);
      yield {
        at: annotation.keyAt,
        what: `\`${annotation.key}\` counts on a ServiceAccount only: here nothing reads it, and the pods fall back to the node's role`,
        fix: [
          ...(account !== undefined && value !== undefined
            ? [
                {
                  title: `Move it to the service account \`${account.name}\``,
                  edit: (it: Editor) => {
                    it.set(account.body, ["metadata", "annotations", annotation.key], value);
                    it.remove(annotation.keyAt);
                  },
                },
              ]
            : []),
          { title: "Remove it", edit: (it: Editor) => it.remove(annotation.keyAt) },
        ],
      };
      return;
    }
  },
});

const readers: Readonly<Record<string, true>> = {
  "eks.amazonaws.com/role-arn": true,
  "iam.gke.io/gcp-service-account": true,
  "azure.workload.identity/client-id": true,
};
