/** Jobs whose machines talk to one another in the clear. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";
import { get, number } from "../lib/value.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_sagemaker_data_quality_job_definition"],
    path: "network_config.enable_inter_container_traffic_encryption",
    bad: ["false"],
    absent: true,
    // One machine has nobody to talk to.
    when: (block) => {
      const count = get(block.body, "job_resources.cluster_config.instance_count");
      return count === undefined || (number(count) ?? 1) > 1;
    },
    what: "The machines of the job exchange data in the clear: whoever is in their network reads what they analyse",
    repair: { title: "Encrypt traffic between them", value: true },
  },
];

export default rule({
  id: "transit/job-traffic-plaintext",
  title: "Job whose machines talk in the clear",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV_AWS_369"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
