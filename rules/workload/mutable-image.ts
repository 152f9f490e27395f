/** Containers whose image has no version. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "workload/mutable-image",
  title: "Image that can change",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "none",
  on: "kube.workload",
  refs: [
    "checkov:CKV_K8S_14",
    "checkov:CKV_K8S_43",
    "kube-linter:latest-tag",
    "kubescape:C-0075",
    "trivy:KSV-0013",
    "kics:Invalid Image",
    "polaris:tagNotSpecified",
    "kube-score:container-image-tag",
  ],

  *check(workload) {
    for (const container of workload.containers) {
      const image = get(container.body, "image");
      const known = text(image);
      if (image === undefined || known === undefined || known === "" || known.includes("@") || /[$<>{}]/.test(known)) continue;
      const tag = /:([^/:]+)$/.exec(known)?.[1];
      if (tag !== undefined && tag !== "latest") continue;
      yield {
        at: image,
        what: `\`${known}\` is whatever the registry holds at the moment: nobody can say what runs, or that it was checked`,
      };
    }
  },
});
