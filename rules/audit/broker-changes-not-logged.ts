/** ActiveMQ brokers that log traffic and not who manages them. */
import { rule } from "../api.js";
import { flag, get, text } from "../lib/value.js";

export default rule({
  id: "audit/broker-changes-not-logged",
  title: "Broker whose management nobody records",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_mq_broker"],
  refs: ["checkov:CKV_AWS_197", "tfsec:aws-mq-enable-audit-logging", "trivy:AWS-0070"],

  *check(broker) {
    // RabbitMQ has no such log, and a broker without any log is told as such.
    const engine = get(broker.body, "engine_type");
    if (text(engine)?.toLowerCase() !== "activemq") return;
    const audit = get(broker.body, "logs.audit");
    if (flag(get(broker.body, "logs.general")) !== true || (audit !== undefined && flag(audit) !== false)) return;
    yield {
      at: audit ?? broker,
      what: "The general log is on and the audit log is not: who changed queues and users, or looked at messages, is not recorded",
      fix: { title: "Switch the audit log on", edit: (it) => it.set(broker.body, "logs.audit", true) },
    };
  },
});
