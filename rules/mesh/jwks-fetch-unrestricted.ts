/** An istiod that fetches signing keys from any address that a policy names. */
import { rule } from "../api.js";
import { get, isComplete, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/jwks-fetch-unrestricted",
  title: "Signing keys fetched from any address",
  pillar: "networks",
  tenet: ["T2", "T6"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["pilot"],
  refs: ["istio:IST0175"],

  *check(workload, { kubernetes }) {
    const policies = kubernetes
      .objects(workload, "security.istio.io/RequestAuthentication")
      .filter((it) => items(get(it.body, "spec.jwtRules")).some((one) => text(get(one, "jwksUri")) !== undefined));
    if (policies.length === 0) return;
    for (const container of workload.containers) {
      const image = text(get(container.body, "image")) ?? "";
      const env = get(container.body, "env");
      if (!/(?:^|\/)pilot(?:[:@]|$)/.test(image) || !isComplete(env) || !container.body.complete || get(container.body, "envFrom"))
        continue;
      if (items(env).some((it) => [undefined, variable].includes(text(get(it, "name"))))) continue;
      yield {
        at: container.at,
        what: `istiod fetches what \`jwksUri\` says, from its own network: whoever may write a RequestAuthentication asks internal addresses through it`,
        related: policies.slice(0, 3).map((it) => ({ at: it, what: "is fetched for" })),
        fix: {
          title: "Block private and link-local addresses",
          edit: (it) => {
            const entry = { name: variable, value: "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,169.254.0.0/16" };
            if (env === undefined) it.set(container.body, "env", [entry]);
            else it.append(env, entry);
          },
        },
      };
    }
  },
});

const variable = "BLOCKED_CIDRS_IN_JWKS_URIS";
