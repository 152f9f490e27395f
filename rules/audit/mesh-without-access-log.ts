/** MeshConfigs that turn no access log on. */
import { rule } from "../api.js";
import { get, isEmpty, items } from "../lib/value.js";

export default rule({
  id: "audit/mesh-without-access-log",
  title: "Mesh without access log",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "review",
  on: "mesh.config",
  refs: [],

  *check(config, { kubernetes, mesh }) {
    const file = get(config.config, "accessLogFile");
    if (config.config.kind !== "dict" || !config.config.complete || !isEmpty(file) || file?.kind === "unknown") return;
    if (
      ["enableEnvoyAccessLogService", "defaultProviders", "accessLogEncoding"].some(
        (it) => get(config.config, it === "defaultProviders" ? "defaultProviders.accessLogging" : it) !== undefined,
      )
    )
      return;
    if (kubernetes.mayHide(config, "telemetry.istio.io/Telemetry") || mesh.settings(config).rootNamespace === undefined) return;
    // A Telemetry for the mesh speaks for itself, also where it turns the log off.
    if (
      kubernetes
        .objects(config, "telemetry.istio.io/Telemetry")
        .some((it) => items(get(it.body, "spec.accessLogging")).length > 0 || get(it.body, "spec")?.kind === "unknown")
    )
      return;
    yield {
      at: config.config.entries[0]?.keyAt ?? config,
      what: "No access log is configured: nothing records which calls the mesh allowed or refused",
      fix: {
        title: "Create a Telemetry that logs all calls of the mesh",
        edit: (it) =>
          it.createObject(config, {
            apiVersion: "telemetry.istio.io/v1",
            kind: "Telemetry",
            metadata: { name: "mesh-default", namespace: mesh.settings(config).rootNamespace ?? "istio-system" },
            spec: { accessLogging: [{ providers: [{ name: "envoy" }] }] },
          }),
      },
    };
  },
});
