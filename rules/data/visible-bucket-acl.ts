/** Buckets and objects whose ACL everyone may read. */
import { rule } from "../api.js";
import { openAcl, withAcl } from "../lib/bucket-acl.js";

export default rule({
  id: "data/visible-bucket-acl",
  title: "Bucket ACL that everyone may look up",
  pillar: "data",
  tenet: ["T1", "T3"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: withAcl,
  refs: ["checkov:CKV_AWS_375"],

  *check(block, project) {
    yield* openAcl(block, project, "read ACL");
  },
});
