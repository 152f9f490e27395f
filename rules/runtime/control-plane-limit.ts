/** Limits of the control plane that keep one caller from using it up. */
import { rule } from "../api.js";
import { commandLine } from "../lib/control-plane.js";

interface Limit {
  readonly program: string;
  readonly flag: string;
  readonly bad: (value: string) => boolean;
  readonly good: string;
  readonly what: string;
}

const table: readonly Limit[] = [
  {
    program: "kube-apiserver",
    flag: "request-timeout",
    // As long as it takes is what 0 says.
    bad: (it) => (seconds(it) ?? 60) > 300 || seconds(it) === 0,
    good: "60s",
    what: "a caller holds a request open for that long, and a few thousand of them are all that the API server serves",
  },
  {
    program: "kube-apiserver",
    flag: "request-timeout",
    bad: (it) => seconds(it) === undefined,
    good: "60s",
    what: "this is no length of time, and the API server does not start with it",
  },
  {
    program: "kube-controller-manager",
    flag: "terminated-pod-gc-threshold",
    bad: (it) => Number(it) <= 0,
    good: "12500",
    what: "pods that ended are never collected: whoever may start pods fills etcd with them",
  },
];

export default rule({
  id: "runtime/control-plane-limit",
  title: "Control plane without a limit",
  pillar: "devices",
  tenet: ["T5"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "etcd"],
  refs: [
    "kics:Request Timeout Not Properly Set",
    "kics:Terminated Pod Garbage Collector Threshold Not Properly Set",
    "checkov:CKV_K8S_95",
    "checkov:CKV_K8S_106",
    "trivy:KCV-0033",
    "kubescape:C-0134",
    "kubescape:C-0144",
    "cis-k8s:1.2.20",
    "cis-k8s:1.3.1",
  ],

  *check(workload) {
    for (const container of workload.containers)
      for (const { program, flag, bad, good, what } of table) {
        const found = commandLine(container, program)?.flags.get(flag);
        if (found?.value === undefined || !bad(found.value)) continue;
        yield {
          at: found,
          what: `\`--${flag}=${found.value}\`: ${what}`,
          fix: { title: `Set \`--${flag}\` to \`${good}\``, edit: (it) => it.replace(found.word, `${found.prefix}${good}`) },
        };
      }
  },
});

/** Seconds of a Go duration: `1h2m3s`; undefined for anything else. */
function seconds(duration: string): number | undefined {
  const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };
  if (duration === "0") return 0;
  if (!/^(?:\d+(?:\.\d+)?(?:h|ms|m|s))+$/.test(duration)) return undefined;
  let sum = 0;
  for (const [, number, unit] of duration.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)) sum += Number(number) * (units[unit ?? ""] ?? 0);
  return sum;
}
