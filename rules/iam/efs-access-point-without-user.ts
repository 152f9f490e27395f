/** Access points that let the client say which user it is. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_efs_access_point"],
    path: "posix_user",
    needs: [],
    absent: true,
    what: "The access point takes the user id that the client claims: any client can be root of these files",
  },
];

export default rule({
  id: "iam/efs-access-point-without-user",
  title: "Access point that keeps the client's user",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV_AWS_330", "fsbp:EFS.4"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
