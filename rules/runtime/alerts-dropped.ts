/** Falco installations whose alerts are dropped or reach nobody. */
import { rule } from "../api.js";
import { flag, get, text } from "../lib/value.js";

const outputs = ["stdout_output", "file_output", "http_output", "program_output", "syslog_output", "grpc_output"];

export default rule({
  id: "runtime/alerts-dropped",
  title: "Detections that reach nobody",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "warning",
  fixes: "review",
  on: "chart.values",
  of: ["falco"],
  refs: [],

  *check({ values }) {
    const falco = get(values, "falco");
    const priority = get(falco, "priority");
    if (priority !== undefined && /^(?:error|critical|alert|emergency)$/i.test(text(priority) ?? ""))
      yield {
        at: priority,
        what: `Below \`${text(priority)}\` nothing is reported: a shell in a container or a read of \`/etc/shadow\` is a notice or a warning`,
        fix: { title: "Report from `notice` on", edit: (it) => it.set(values, "falco.priority", "notice") },
      };
    const insecure = get(falco, "http_output.insecure");
    if (insecure !== undefined && flag(insecure) === true)
      yield {
        at: insecure,
        what: "The receiver of the alerts is not verified: whoever is on the way can swallow them",
        fix: { title: "Verify the receiver", edit: (it) => it.replace(insecure, false) },
      };
    const sidekick = get(values, "falcosidekick.enabled");
    if (outputs.every((it) => flag(get(falco, [it, "enabled"])) === false) && sidekick !== undefined && flag(sidekick) === false)
      yield {
        at: sidekick,
        what: "Every output is off and no falcosidekick forwards: what is detected reaches nobody",
        fix: { title: "Forward the alerts with falcosidekick", edit: (it) => it.replace(sidekick, true) },
      };
  },
});
