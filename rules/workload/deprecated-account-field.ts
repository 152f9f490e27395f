/** Pods that name their account in the field of old. */
import { rule } from "../api.js";
import { entry, get, text } from "../lib/value.js";

export default rule({
  id: "workload/deprecated-account-field",
  title: "Account named in a deprecated field",
  pillar: "identity",
  tenet: ["T6"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["serviceAccount"],
  refs: ["kube-linter:deprecated-service-account-field"],

  *check(workload) {
    const old = entry(workload.pod, "serviceAccount");
    const name = text(old?.value);
    // Dumps of clusters have both.
    if (old === undefined || name === undefined || name === "" || get(workload.pod, "serviceAccountName") !== undefined) return;
    yield {
      at: old.keyAt,
      what: `\`serviceAccount\` is the old name of \`serviceAccountName\`: policies that read the new one take these pods for those of the default account`,
      fix: { title: "Write `serviceAccountName`", edit: (it) => it.rename(old.keyAt, "serviceAccountName") },
    };
  },
});
