/** OPA servers that take policies from a service which they do not verify. */
import { code, rule } from "../api.js";
import { entries, flag, get, text } from "../lib/value.js";

export default rule({
  id: "trust/policy-service-unverified",
  title: "Policies from an unverified service",
  pillar: "identity",
  tenet: ["T2", "T6"],
  severity: "error",
  fixes: "review",
  on: "opa.config",
  refs: [],

  *check(config) {
    const services = get(config.body, "services");
    for (const it of services?.kind === "list" ? services.items : entries(services).map((one) => one.value)) {
      const insecure = get(it, "allow_insecure_tls");
      if (insecure !== undefined && flag(insecure) === true)
        yield {
          at: insecure,
          what: "Any certificate passes for the service's: whoever is on the way hands out the policies",
          ...(config.editable ? { fix: { title: "Verify the service", edit: (edit) => edit.replace(insecure, code("false")) } } : {}),
        };
      const url = get(it, "url");
      if (url !== undefined && /^http:\/\/(?!localhost\b|127\.)/i.test(text(url) ?? ""))
        yield {
          at: url,
          what: `Policies come from \`${text(url)}\` in the clear: whoever is on the way can change what is allowed`,
          ...(config.editable
            ? { fix: { title: "Use HTTPS", edit: (edit) => edit.replace({ ...url.at, end: url.at.start + 5 }, code("https:")) } }
            : {}),
        };
    }
  },
});
