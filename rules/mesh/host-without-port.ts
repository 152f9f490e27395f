/** Hosts that are denied by name and get in with a port behind it. */
import { rule } from "../api.js";
import { matchesOf } from "../lib/mesh.js";
import { text, texts } from "../lib/value.js";

export default rule({
  id: "mesh/host-without-port",
  title: "Denied host without its port",
  pillar: "identity",
  tenet: ["T6"],
  severity: "warning",
  fixes: "review",
  on: "mesh.authorization",
  of: ["ALLOW", "DENY"],
  refs: [],

  *check(policy) {
    for (const { attribute, negative, list, values, complete } of policy.rules.flatMap(matchesOf)) {
      if ((attribute !== "request.host" && attribute !== "request.headers[host]") || negative !== (policy.action === "ALLOW") || !complete)
        continue;
      const all = texts(list);
      for (const value of values) {
        const host = text(value);
        if (host === undefined || /[:*]/.test(host.slice(1)) || host === "*" || all.includes(`${host}:*`) || all.includes(`${host}*`))
          continue;
        yield {
          at: value,
          what: `\`${host}\` does not match \`${host}:443\`: a client that sends the port in its Host header is not denied`,
          fix: { title: `Deny ${host} with any port, too`, edit: (it) => it.append(list, `${host}:*`) },
        };
      }
    }
  },
});
