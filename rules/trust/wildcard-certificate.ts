/** Certificates that are good for every name of a domain. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "trust/wildcard-certificate",
  title: "Certificate for every name",
  pillar: "networks",
  tenet: ["T6"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_acm_certificate"],
  refs: ["checkov:CKV2_AWS_71"],

  *check(certificate) {
    const names = [get(certificate.body, "domain_name"), ...items(get(certificate.body, "subject_alternative_names"))];
    const wide = names.find((it) => text(it)?.startsWith("*."));
    if (wide === undefined) return;
    yield {
      at: wide,
      what: `\`${text(wide)}\` proves every name of the domain: whoever serves one of them can pose as all the others`,
    };
  },
});
