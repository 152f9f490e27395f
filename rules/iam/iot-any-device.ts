/** IoT policies that let a device be another. */
import { rule } from "../api.js";
import { namedBy } from "../lib/grants.js";
import { text } from "../lib/value.js";

export default rule({
  id: "iam/iot-any-device",
  title: "Device that may be any device",
  pillar: "devices",
  tenet: ["T3", "T4"],
  severity: "error",
  fixes: "review",
  on: "iam.statement",
  needs: ["aws_iot_policy"],
  refs: ["kics:IoT Policy Allows Wildcard Resource"],

  *check(statement) {
    if (statement.owner.type !== "aws_iot_policy" || statement.effect !== "Allow") return;
    if (!["iot:Connect", "iot:Publish", "iot:Subscribe", "iot:Receive"].some((it) => namedBy(statement, it) !== undefined)) return;
    if (statement.conditions.some((it) => /^iot:connection\.thing\./i.test(text(it.key) ?? "iot:connection.thing."))) return;
    const wide = statement.resources.find((it) =>
      /^(?:\*|arn:[^:]+:iot:[^:]*:[^:]*:(?:\*|(?:client|topic|topicfilter)\/\*+))$/.test(text(it) ?? ""),
    );
    if (wide === undefined) return;
    yield {
      at: wide,
      what: `\`${text(wide)}\` lets every device connect under another's name and publish what that one would`,
      fix: {
        title: "Only as itself, on its own topics",
        edit: (it) =>
          it.replace(statement.clause("Resource") ?? wide, [
            "arn:aws:iot:*:*:client/${iot:Connection.Thing.ThingName}",
            "arn:aws:iot:*:*:topic/${iot:Connection.Thing.ThingName}/*",
            "arn:aws:iot:*:*:topicfilter/${iot:Connection.Thing.ThingName}/*",
          ]),
      },
    };
  },
});
