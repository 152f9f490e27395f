/** Services whose traffic goes past the VPC although they could be kept in it. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_redshift_cluster"],
    path: "enhanced_vpc_routing",
    bad: ["false"],
    absent: true,
    what: "Copies from and to buckets go past the VPC: no group, route, endpoint policy or flow log says or sees where data goes",
    repair: { title: "Route them through the VPC", value: true },
  },
  {
    of: ["aws_sagemaker_model"],
    path: "enable_network_isolation",
    bad: ["false"],
    absent: true,
    what: "The container of the model may call out: what it is asked, and the credentials of its role, can leave with it",
    repair: { title: "Cut its container off the network", value: true },
  },
];

export default rule({
  id: "segmentation/traffic-past-vpc",
  title: "Traffic past the VPC",
  pillar: "networks",
  tenet: ["T2", "T3"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV_AWS_321", "checkov:CKV_AWS_370", "fsbp:Redshift.7"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
