/** Images that are named by a tag. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "workload/image-without-digest",
  title: "Image without a digest",
  pillar: "workloads",
  tenet: ["T5"],
  severity: "info",
  fixes: "none",
  on: "kube.workload",
  strict: true,
  refs: ["checkov:CKV_K8S_43", "kics:Image Without Digest", "gatekeeper:general-imagedigests"],

  *check(workload) {
    const found = workload.containers.flatMap((it) => {
      const image = get(it.body, "image");
      const known = text(image);
      // Without a version at all it is worse, and said by another rule.
      return image !== undefined && known !== undefined && !known.includes("@") && /:(?!latest$)[\w.-]+$/.test(known) ? [image] : [];
    });
    const [first] = found;
    if (first === undefined) return;
    yield {
      at: first,
      what: `\`${text(first)}\` is what its registry says at the moment: a tag can be moved to something that nobody checked`,
      related: found.slice(1).map((it) => ({ at: it, what: "and this" })),
    };
  },
});
