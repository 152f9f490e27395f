/** Tokens that are taken from the address of a request. */
import { rule } from "../api.js";
import { entry, get } from "../lib/value.js";

export default rule({
  id: "mesh/token-in-url",
  title: "Token in the URL",
  pillar: "identity",
  tenet: ["T4", "T6"],
  severity: "info",
  fixes: "review",
  on: "mesh.requestAuthentication",
  refs: [],

  *check(authentication) {
    for (const { at } of authentication.jwtRules) {
      const params = entry(at, "fromParams");
      if (params === undefined || params.value.kind !== "list" || params.value.items.length === 0) continue;
      yield {
        at: params.keyAt,
        what: "A token in the address ends up in access logs, browser histories and Referer headers, where others read it",
        fix: {
          title: "Take the token from the Authorization header",
          edit: (it) => {
            if (get(at, "fromHeaders") !== undefined) return it.remove(params.value);
            it.rename(params.keyAt, "fromHeaders");
            it.replace(params.value, [{ name: "Authorization", prefix: "Bearer " }]);
          },
        },
      };
    }
  },
});
