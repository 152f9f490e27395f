/** Meshes that keep no record of who called whom. */
import { rule } from "../api.js";
import { flag, get, items, text } from "../lib/value.js";

export default rule({
  id: "audit/mesh-access-log-off",
  title: "Mesh access log switched off",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["telemetry.istio.io/Telemetry"],
  refs: [],

  *check(telemetry) {
    for (const it of items(get(telemetry.body, "spec.accessLogging"))) {
      const disabled = get(it, "disabled");
      if (disabled && flag(disabled) === true && get(it, "match") === undefined)
        yield {
          at: disabled,
          what: "Nothing records who called whom, and which calls a policy refused: without the access log there is no trace to follow after a break-in",
          fix: { title: "Log to Envoy's standard output", edit: (edit) => edit.replace(it, { providers: [{ name: "envoy" }] }) },
        };
      const filter = get(it, "filter.expression");
      if (filter && /response\.code\s*(?:<\s*40\d|<=\s*399|<\s*300|==\s*200)/.test(text(filter) ?? ""))
        yield { at: filter, what: "This filter drops refused calls (401, 403): those are the ones that show an attack" };
    }
  },
});
