/** Machine images that are looked up by name, whoever published them. */
import { rule } from "../api.js";
import { dicts, get, isEmpty, text, texts } from "../lib/value.js";

export default rule({
  id: "trust/image-without-owner",
  title: "Machine image of whoever published it",
  pillar: "workloads",
  tenet: ["T6"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["data.aws_ami", "data.aws_ami_ids"],
  refs: ["checkov:CKV_AWS_386", "trivy:AWS-0344"],

  *check(image) {
    if (!image.body.complete || !isEmpty(get(image.body, "owners"))) return;
    const written = get(image.body, "filter");
    const filters = dicts(written);
    // A filter out of view may ask for the owner.
    if (written !== undefined && (written.kind !== "list" || !written.complete || filters.length < written.items.length)) return;
    // An image id is unique, and an owner can also be asked for by filter.
    if (filters.some((it) => /^(?:image-id|owner-id|owner-alias)$/.test(text(get(it, "name")) ?? "image-id"))) return;
    const named = filters.find((it) => text(get(it, "name")) === "name");
    const pattern = texts(get(named, "values"))[0];
    yield {
      at: image,
      what: `Anybody may publish an image${pattern === undefined ? "" : ` that \`${pattern}\` matches`}, and this takes it: nothing says whose it is`,
      fix: { title: "Take images of Amazon only", edit: (it) => it.set(image.body, "owners", ["amazon"]) },
    };
  },
});
