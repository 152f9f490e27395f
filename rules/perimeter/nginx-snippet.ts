/** ingress-nginx annotations that write configuration of their own, or that weaken the check of clients. */
import { type Fix, rule, type Value } from "../api.js";
import { entries, get, text } from "../lib/value.js";

const prefix = "nginx.ingress.kubernetes.io/";

export default rule({
  id: "perimeter/nginx-snippet",
  title: "ingress-nginx annotation that weakens the perimeter",
  pillar: "networks",
  tenet: ["T5", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["networking.k8s.io/Ingress", "extensions/Ingress"],
  refs: ["kubescape:C-0059", "checkov:CKV_K8S_153", "kyverno:nginx-ingress-disallow-ingress-nginx-custom-snippets"],

  *check(ingress) {
    for (const { key, value } of entries(get(ingress.body, "metadata.annotations"))) {
      if (!key.startsWith(prefix)) continue;
      const said = saying(key.slice(prefix.length), text(value), value);
      if (said) yield { at: value, ...said };
    }
  },
});

function saying(name: string, value: string | undefined, at: Value): { readonly what: string; readonly fix: Fix } | undefined {
  const remove = (title: string): Fix => ({ title, edit: (it) => it.remove(at) });
  if (value === undefined) return undefined;
  if (/-snippet$/.test(name))
    return {
      what: "A snippet is configuration for the controller itself: whoever may write this Ingress can read every certificate and Secret that the controller can",
      fix: remove("Remove the snippet"),
    };
  if (name === "auth-tls-verify-client" && value !== "on")
    return {
      what: `\`${value}\` lets clients in that present no valid certificate`,
      fix: { title: "Require a valid client certificate", edit: (it) => it.replace(at, "on") },
    };
  if (name === "enable-access-log" && value === "false")
    return {
      what: "Nothing records who called this host: there is no trace to follow after a break-in",
      fix: remove("Keep the access log"),
    };
  if ((name === "whitelist-source-range" || name === "allowlist-source-range") && /(?:^|,)\s*(?:0\.0\.0\.0|::)\/0/.test(value))
    return { what: `\`${value}\` is every address: the list keeps nobody out`, fix: remove("Remove the list") };
  if (name === "proxy-ssl-verify" && value === "off")
    return {
      what: "The backend's certificate is not verified: whoever answers in its place gets the traffic",
      fix: { title: "Verify the backend", edit: (it) => it.replace(at, "on") },
    };
  if (name === "ssl-protocols" && /TLSv1(?:\.1)?(?:\s|$)/.test(value))
    return {
      what: "TLS 1.0 and 1.1 have known breaks, and a client that offers them is accepted",
      fix: { title: "Accept TLS 1.2 and 1.3", edit: (it) => it.replace(at, "TLSv1.2 TLSv1.3") },
    };
  return undefined;
}
