/** EMR clusters that name no security configuration. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_emr_cluster"],
    path: "security_configuration",
    needs: [],
    absent: true,
    what: "No security configuration is named: disks, traffic between nodes and access to files of the cluster are left as they are",
  },
];

export default rule({
  id: "data/emr-without-security-configuration",
  title: "Cluster without a security configuration",
  pillar: "data",
  tenet: ["T2"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV2_AWS_55"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
