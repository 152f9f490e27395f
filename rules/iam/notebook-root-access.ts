/** Notebooks that give their users root. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_sagemaker_notebook_instance"],
    path: "root_access",
    bad: ["enabled"],
    absent: true,
    what: "Users of the notebook are root on it: code that they paste can change the agent and read every other user's files",
    repair: { title: "Take root access away", value: "Disabled" },
  },
];

export default rule({
  id: "iam/notebook-root-access",
  title: "Notebook whose users are root",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV_AWS_307", "fsbp:SageMaker.3"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
