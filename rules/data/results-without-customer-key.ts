/** What services derive from data, under a key of AWS. */
import { rule } from "../api.js";
import { isAwsKey } from "../lib/customer-key.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";
import { flag, get } from "../lib/value.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_comprehend_entity_recognizer", "aws_comprehend_document_classifier"],
    path: "model_kms_key_id",
    bad: [],
    wrong: isAwsKey,
    absent: true,
    what: "The trained model is kept under a key of AWS: no key policy of your own decides who may copy what it learned",
  },
  {
    of: ["aws_sagemaker_data_quality_job_definition"],
    path: "data_quality_job_output_config.kms_key_id",
    bad: [],
    wrong: isAwsKey,
    absent: true,
    what: "Results are written under a key of AWS: no key policy of your own decides who reads them",
  },
  {
    of: ["aws_db_instance", "aws_rds_cluster_instance", "aws_rds_cluster"],
    path: "performance_insights_kms_key_id",
    bad: [],
    wrong: isAwsKey,
    absent: true,
    when: (block) => flag(get(block.body, "performance_insights_enabled")) === true,
    what: "Performance Insights keeps statements, values and all, under a key of AWS: no key policy of your own decides who reads them",
  },
];

export default rule({
  id: "data/results-without-customer-key",
  title: "Results under a key that nobody here controls",
  pillar: "data",
  tenet: ["T2", "T3"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: typesOf(facts),
  refs: [
    "checkov:CKV_AWS_267",
    "checkov:CKV_AWS_367",
    "checkov:CKV_AWS_354",
    "trivy:AWS-0078",
    "tfsec:aws-rds-enable-performance-insights-encryption",
  ],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
