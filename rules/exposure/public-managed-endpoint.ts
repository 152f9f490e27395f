/** Managed services that stand on the internet, most of them by default. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_mwaa_environment"],
    path: "webserver_access_mode",
    bad: ["public_only"],
    absent: false,
    what: "The web server of the environment is on the internet",
    repair: { title: "Reach it through the VPC only", value: "PRIVATE_ONLY" },
  },
  {
    of: ["aws_apprunner_service"],
    path: "network_configuration.ingress_configuration.is_publicly_accessible",
    bad: ["true"],
    absent: true,
    what: "The service is reachable from the internet, without anything in front of it",
    repair: { title: "Reach it through the VPC only", value: false },
  },
  {
    of: ["aws_sagemaker_notebook_instance"],
    path: "direct_internet_access",
    bad: ["enabled"],
    absent: true,
    what: "The notebook goes straight to the internet, past every control of the VPC: data leaves unseen",
    repair: { title: "Go through the VPC", value: "Disabled" },
  },
  {
    of: ["aws_opensearch_domain", "aws_elasticsearch_domain"],
    path: "vpc_options",
    needs: [],
    absent: true,
    what: "The domain has an endpoint on the internet: its access policy alone stands before the data",
  },
  {
    of: ["aws_sagemaker_domain"],
    path: "app_network_access_type",
    bad: ["publicinternetonly"],
    absent: true,
    what: "Notebooks of the domain go straight to the internet, past every control of the VPC: data leaves unseen",
    repair: { title: "Go through the VPC", value: "VpcOnly" },
  },
  {
    of: ["aws_transfer_server"],
    path: "endpoint_type",
    bad: ["public"],
    absent: true,
    what: "The server is on the internet: anybody may try its logins",
  },
  {
    of: ["aws_emr_block_public_access_configuration"],
    path: "block_public_security_group_rules",
    bad: ["false"],
    absent: false,
    what: "Clusters may be started with ports open to the internet",
    repair: { title: "Refuse clusters with public ports", value: true, level: "safe" },
  },
  {
    of: ["aws_opensearchserverless_security_policy"],
    path: "policy.0.AllowFromPublic",
    bad: ["true"],
    absent: false,
    what: "The collections of this policy are reachable from the internet",
    repair: { title: "Reach them through VPC endpoints only", value: false },
  },
];

export default rule({
  id: "exposure/public-managed-endpoint",
  title: "Managed service with a public endpoint",
  pillar: "workloads",
  tenet: ["T1", "T2"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: [
    "checkov:CKV_AWS_137",
    "checkov:CKV_AWS_164",
    "checkov:CKV_AWS_390",
    "checkov:CKV2_AWS_66",
    "trivy:AWS-0143",
    "kics:Sagemaker Notebook Instance With Direct Internet Access",
    "fsbp:SageMaker.1",
  ],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
