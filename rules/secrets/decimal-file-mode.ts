/** File modes of secrets that were meant to be octal. */
import { rule } from "../api.js";
import { get, items, number } from "../lib/value.js";

export default rule({
  id: "secrets/decimal-file-mode",
  title: "File mode in decimal",
  pillar: "data",
  tenet: ["T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["defaultMode"],
  refs: [],

  *check(workload) {
    for (const volume of items(get(workload.pod, "volumes")))
      for (const path of ["secret.defaultMode", "projected.defaultMode", "configMap.defaultMode"]) {
        const mode = get(volume, path);
        const known = mode?.kind === "number" ? number(mode) : undefined;
        const meant = known === undefined ? undefined : octal(known);
        if (mode === undefined || known === undefined || meant === undefined) continue;
        yield {
          at: mode,
          what:
            known > 0o777
              ? `\`${known}\` is decimal, and no mode: the API refuses the pod`
              : `\`${known}\` is decimal: the files get mode 0${known.toString(8)}, not 0${known}, and others than the owner may read or write them`,
          fix: { title: `Write 0${known} as ${meant}`, edit: (it) => it.replace(mode, meant) },
        };
      }
  },
});

/** What digits that read like a mode mean in octal; undefined for a number that is a mode as it stands (420 is 0644). */
function octal(decimal: number): number | undefined {
  return digits.has(decimal) ? Number.parseInt(String(decimal), 8) : undefined;
}

const digits: ReadonlySet<number> = new Set([400, 440, 444, 500, 550, 555, 600, 640, 644, 660, 664, 700, 750, 755, 770, 775, 777]);
