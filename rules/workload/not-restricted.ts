/** Pods that do not keep to the restricted Pod Security Standard, as one finding. */
import { type Container, type Data, rule, type Workload } from "../api.js";
import { security } from "../lib/kubernetes.js";
import { flag, get, isComplete, texts } from "../lib/value.js";

export default rule({
  id: "workload/not-restricted",
  title: "Pod outside the restricted standard",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  refs: ["pss-restricted", "kubescape:C-0211"],

  *check(workload) {
    const { containers } = workload;
    const lacking = controls.filter((control) => containers.some((it) => control.open(workload, it)));
    const [first] = containers;
    if (first === undefined || lacking.length === 0) return;
    yield {
      at: workload,
      what: `Pod Security's restricted level asks for what ${containers.length === 1 ? "the container lacks" : "containers here lack"}: ${lacking.map((it) => it.name).join(", ")}`,
      fix: {
        title: "Set what the restricted level asks for",
        edit: (it) => {
          for (const control of lacking)
            for (const container of containers) if (control.open(workload, container)) it.set(container.body, control.path, control.value);
        },
      },
    };
  },
});

interface Control {
  readonly name: string;
  readonly path: string;
  readonly value: Data;
  /** Certainly not set: what is unknown is not lacking. */
  open(workload: Workload, container: Container): boolean;
}

const controls: readonly Control[] = [
  {
    name: "no privilege escalation",
    path: "securityContext.allowPrivilegeEscalation",
    value: false,
    open: (_, it) => {
      const value = get(it.body, "securityContext.allowPrivilegeEscalation");
      return value === undefined || flag(value) === true;
    },
  },
  {
    name: "all capabilities dropped",
    path: "securityContext.capabilities.drop",
    value: ["ALL"],
    open: (_, it) => {
      const drop = get(it.body, "securityContext.capabilities.drop");
      return isComplete(drop) && !texts(drop).some((one) => one.toUpperCase() === "ALL");
    },
  },
  {
    name: "a user other than root",
    path: "securityContext.runAsNonRoot",
    value: true,
    open: (workload, it) => {
      const value = security(workload, it, "runAsNonRoot");
      return value === undefined || flag(value) === false;
    },
  },
  {
    name: "a seccomp profile",
    path: "securityContext.seccompProfile.type",
    value: "RuntimeDefault",
    open: (workload, it) => security(workload, it, "seccompProfile") === undefined,
  },
];
