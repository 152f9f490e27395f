/** Builds that run with the privileges of their host. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_codebuild_project"],
    path: "environment.privileged_mode",
    bad: ["true"],
    absent: false,
    what: "Builds run as root of their machine: whoever gets code into a build has the machine and the role of the project",
    repair: { title: "Build without privileges", value: false },
  },
];

export default rule({
  id: "workload/privileged-build",
  title: "Privileged build",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV_AWS_316", "fsbp:CodeBuild.5"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
