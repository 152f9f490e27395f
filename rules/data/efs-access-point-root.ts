/** Access points that open the root of a file system. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_efs_access_point"],
    path: "root_directory.path",
    bad: ["/"],
    absent: true,
    what: "The access point opens the whole file system: an application sees the files of every other",
  },
];

export default rule({
  id: "data/efs-access-point-root",
  title: "Access point to the whole file system",
  pillar: "data",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV_AWS_329", "fsbp:EFS.3"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
