/** JWT rules that accept tokens made for other services. */
import { type Fix, rule } from "../api.js";
import { matchesOf } from "../lib/mesh.js";
import { entries, get, isEmpty, text } from "../lib/value.js";

export default rule({
  id: "mesh/jwt-without-audience",
  title: "JWT rule for any audience",
  pillar: "identity",
  tenet: ["T4"],
  severity: "warning",
  fixes: "review",
  on: "mesh.requestAuthentication",
  refs: [],

  *check(authentication, { mesh, kubernetes }) {
    const open = authentication.jwtRules.filter(({ at }) => at.kind === "dict" && at.complete && isEmpty(get(at, "audiences")));
    if (open.length === 0 || kubernetes.mayHide(authentication, "security.istio.io/AuthorizationPolicy")) return;
    // A policy may ask for the audience instead.
    const asked = mesh
      .authorizations(authentication)
      .some((it) =>
        it.rules.some(
          (one) =>
            !one.complete ||
            matchesOf(one).some(
              (match) => match.attribute === undefined || /^request\.auth\.(?:audiences|claims\[aud\])$/.test(match.attribute),
            ),
        ),
      );
    if (asked) return;
    const labels = entries(get(authentication.body, "spec.selector.matchLabels"));
    const audience = labels.flatMap((it) => (/^app(?:\.kubernetes\.io\/name)?$/.test(it.key) ? (text(it.value) ?? []) : []))[0];
    for (const { at, issuer } of open) {
      const fix: Fix = {
        title: `Accept only tokens for the audience ${audience}`,
        edit: (it) => it.set(at, "audiences", [audience ?? ""]),
      };
      yield {
        at: get(at, "issuer") ?? at,
        what: `A token of \`${issuer ?? "this issuer"}\` for any other service is accepted here too: no audience is named`,
        fix: audience === undefined ? [] : fix,
      };
    }
  },
});
