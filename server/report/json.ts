/** The stable, versioned JSON report. */
import { fingerprintOf } from "../engine/finding.js";
import { posture, type ScanResult } from "./result.js";

export function jsonReport(result: ScanResult): string {
  const { counts, skipped, findings } = result;
  return `${JSON.stringify({
    version: 1,
    tool: { name: "ztlint", version: result.version },
    files: { ...counts, skipped },
    findings: findings.map(({ finding, file, range, related, fixes }) => ({
      rule: finding.rule,
      severity: finding.severity,
      pillar: finding.pillar,
      tenet: finding.tenet,
      message: finding.message,
      file,
      range,
      resource: finding.resource,
      fingerprint: fingerprintOf(finding),
      related,
      suppressed: finding.suppressed,
      fixes,
    })),
    posture: posture(result),
  })}\n`;
}
