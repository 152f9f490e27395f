/** Kafka clusters without client authentication. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_msk_cluster"],
    path: "client_authentication.unauthenticated",
    bad: ["true"],
    absent: false,
    what: "Clients without any identity are let in beside the others: they read and write every topic",
    repair: { title: "Ask every client who it is", value: false },
  },
  {
    of: ["aws_msk_cluster"],
    path: "client_authentication",
    needs: [],
    absent: true,
    what: "No way to log in is set up, so nobody is asked: whoever reaches a broker reads and writes every topic",
    repair: { title: "Log in with IAM", value: true, path: "client_authentication.sasl.iam" },
  },
  {
    of: ["aws_mskconnect_connector"],
    path: "kafka_cluster_client_authentication.authentication_type",
    bad: ["none"],
    absent: false,
    what: "The connector logs in as nobody: the cluster has to let anyone in for it",
    repair: { title: "Log in with IAM", value: "IAM" },
  },
];

export default rule({
  id: "iam/kafka-without-auth",
  title: "Kafka brokers that ask nobody who they are",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["kics:MSK Cluster Without Authentication"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
