/** Kafka clusters without TLS. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_msk_cluster"],
    path: "encryption_info.encryption_in_transit.client_broker",
    bad: ["plaintext", "tls_plaintext"],
    absent: false,
    what: "Brokers accept connections without TLS: every message can be read and changed on its way",
    repair: { title: "Accept TLS only", value: "TLS" },
  },
  {
    of: ["aws_msk_cluster"],
    path: "encryption_info.encryption_in_transit.in_cluster",
    bad: ["false"],
    absent: false,
    what: "Brokers copy messages to each other in the clear",
    repair: { title: "Encrypt between brokers, which replaces the cluster", value: true },
  },
  {
    of: ["aws_mskconnect_connector"],
    path: "kafka_cluster_encryption_in_transit.encryption_type",
    bad: ["plaintext"],
    absent: false,
    what: "The connector talks to the brokers in the clear: every message can be read and changed on its way",
    repair: { title: "Use TLS", value: "TLS" },
  },
];

export default rule({
  id: "transit/kafka-plaintext",
  title: "Kafka brokers that talk in the clear",
  pillar: "data",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV_AWS_81", "trivy:AWS-0073", "tfsec:aws-msk-enable-in-transit-encryption", "kics:MSK Cluster Encryption Disabled"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
