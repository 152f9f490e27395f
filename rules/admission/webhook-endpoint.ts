/** Webhooks whose endpoint is plaintext, or private without a certificate to trust. */
import { rule } from "../api.js";
import { get, isEmpty, text } from "../lib/value.js";

export default rule({
  id: "admission/webhook-endpoint",
  title: "Webhook endpoint that is not verified",
  pillar: "networks",
  tenet: ["T2", "T6"],
  severity: "warning",
  fixes: "review",
  on: "admission.control",
  of: ["webhook"],
  refs: [],

  *check({ webhook }) {
    const url = get(webhook, "clientConfig.url");
    const known = text(url);
    if (url === undefined || known === undefined) return;
    const host = /^https?:\/\/([^/:]+)/i.exec(known)?.[1] ?? "";
    if (/^http:/i.test(known))
      yield {
        at: url,
        what: `\`${known}\` is not HTTPS: the API server refuses it, and over it whoever is on the way would decide what is admitted`,
        fix: { title: "Use HTTPS", edit: (it) => it.replace(url, known.replace(/^http:/i, "https:")) },
      };
    else if (
      isEmpty(get(webhook, "clientConfig.caBundle")) &&
      /(?:\.(?:local|internal|lan|corp|svc)|^10\.|^192\.168\.|^172\.(?:1[6-9]|2\d|3[01])\.)/.test(`${host}`)
    )
      yield {
        at: url,
        what: `\`${host}\` is private and no \`caBundle\` says whom to trust: a certificate of a public authority cannot name it`,
      };
  },
});
