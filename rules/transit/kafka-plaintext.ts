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
