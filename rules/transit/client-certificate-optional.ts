/** Gateway API front ends that go on without the client certificate they ask for. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "transit/client-certificate-optional",
  title: "Client certificate may be left out",
  pillar: "identity",
  tenet: ["T2", "T6"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["gateway.networking.k8s.io/Gateway"],
  refs: [],

  *check(gateway) {
    const frontend = get(gateway.body, "spec.tls.frontend");
    const validations = [get(frontend, "default.validation"), ...items(get(frontend, "perPort")).map((it) => get(it, "tls.validation"))];
    const listeners = items(get(gateway.body, "spec.listeners")).map((it) => get(it, "tls.frontendValidation"));
    for (const it of [...validations, ...listeners]) {
      const mode = get(it, "mode");
      if (mode === undefined || text(mode) !== "AllowInsecureFallback") continue;
      yield {
        at: mode,
        what: "A client without a certificate, or with a false one, is let in all the same: the check keeps nobody out",
        fix: { title: "Admit valid certificates only", edit: (edit) => edit.replace(mode, "AllowValidOnly") },
      };
    }
  },
});
