/** Private certificates that outlive the rotation of workloads. */
import { rule } from "../api.js";
import { shape } from "../lib/iam.js";
import { get, number, text } from "../lib/value.js";

export default rule({
  id: "rotation/long-lived-certificate",
  title: "Workload certificate that lives for long",
  pillar: "devices",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_acmpca_certificate"],
  refs: [],

  *check(certificate) {
    const template = get(certificate.body, "template_arn");
    // Certificates of authorities live for years; without a template it is an end entity's.
    if (template !== undefined && !/template\/(?!.*CACertificate)[A-Za-z]/.test(shape(template)?.pattern ?? "")) return;
    const type = get(certificate.body, "validity.type");
    const value = get(certificate.body, "validity.value");
    const days = (number(value) ?? 0) * (units[text(type) ?? ""] ?? 0);
    if (type === undefined || value === undefined || days <= longest) return;
    yield {
      at: value,
      what: `The certificate is valid for ${days} days: a stolen key passes for the workload until then`,
      fix: {
        title: "Make it valid for 30 days",
        edit: (it) => {
          it.replace(type, "DAYS");
          it.replace(value, 30);
        },
      },
    };
  },
});

const longest = 90;
const units: Readonly<Record<string, number | undefined>> = { DAYS: 1, MONTHS: 30, YEARS: 365 };
