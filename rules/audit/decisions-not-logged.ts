/** OPA servers that keep no record of what they decided. */
import { code, rule } from "../api.js";
import { flag, get, isEmpty } from "../lib/value.js";

export default rule({
  id: "audit/decisions-not-logged",
  title: "Authorization decisions that nobody records",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "warning",
  fixes: "review",
  on: "opa.config",
  refs: [],

  *check(config) {
    const logs = get(config.body, "decision_logs");
    if (logs?.kind === "unknown" || !config.body.complete) return;
    const console = get(logs, "console");
    // With a block at all OPA sends the log to the first service.
    if (
      logs !== undefined &&
      !(console !== undefined && flag(console) === false && isEmpty(get(logs, "service")) && isEmpty(get(logs, "plugin")))
    )
      return;
    yield {
      at: logs ?? config,
      what: "No `decision_logs`: who was let in, to what and by which rule is known to nobody afterwards",
      ...(config.editable && logs === undefined
        ? {
            fix: {
              title: "Log decisions to the console",
              edit: (it) => it.replace({ ...config.at, end: config.at.start }, code("decision_logs:\n  console: true\n")),
            },
          }
        : {}),
    };
  },
});
