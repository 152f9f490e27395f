/** Aggregators that see some regions only. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";
import { get } from "../lib/value.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_config_configuration_aggregator"],
    path: "account_aggregation_source.all_regions",
    bad: ["false"],
    absent: true,
    when: (block) => get(block.body, "account_aggregation_source") !== undefined,
    what: "Only the regions listed are collected: what is made in another one stays out of view",
  },
  {
    of: ["aws_config_configuration_aggregator"],
    path: "organization_aggregation_source.all_regions",
    bad: ["false"],
    absent: true,
    when: (block) => get(block.body, "organization_aggregation_source") !== undefined,
    what: "Only the regions listed are collected: what is made in another one stays out of view",
  },
];

export default rule({
  id: "audit/aggregator-misses-regions",
  title: "Configuration aggregator of some regions",
  pillar: "visibility",
  tenet: ["T5", "T7"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV_AWS_121", "tfsec:aws-config-aggregate-all-regions", "trivy:AWS-0019"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
