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
          for (const container of containers) {
            const open = lacking.filter((control) => control.open(workload, container));
            if (open.length === 0) continue;
            // Without a securityContext all of it is written at once.
            if (get(container.body, "securityContext") === undefined)
              it.set(container.body, "securityContext", Object.fromEntries(open.map((control) => control.whole)));
            else for (const control of open) it.set(container.body, control.path, control.value);
          }
        },
      },
    };
  },
});

interface Control {
  readonly name: string;
  readonly path: string;
  readonly value: Data;
  /** The same as an entry of the securityContext. */
  readonly whole: readonly [string, Data];
  /** Certainly not set: what is unknown is not lacking. */
  open(workload: Workload, container: Container): boolean;
}

const controls: readonly Control[] = [
  {
    name: "no privilege escalation",
    path: "securityContext.allowPrivilegeEscalation",
    value: false,
    whole: ["allowPrivilegeEscalation", false],
    open: (_, it) => {
      const value = get(it.body, "securityContext.allowPrivilegeEscalation");
      return value === undefined || flag(value) === true;
    },
  },
  {
    name: "all capabilities dropped",
    path: "securityContext.capabilities.drop",
    value: ["ALL"],
    whole: ["capabilities", { drop: ["ALL"] }],
    open: (_, it) => {
      const drop = get(it.body, "securityContext.capabilities.drop");
      return isComplete(drop) && !texts(drop).some((one) => one.toUpperCase() === "ALL");
    },
  },
  {
    name: "a user other than root",
    path: "securityContext.runAsNonRoot",
    value: true,
    whole: ["runAsNonRoot", true],
    open: (workload, it) => {
      const value = security(workload, it, "runAsNonRoot");
      return value === undefined || flag(value) === false;
    },
  },
  {
    name: "a seccomp profile",
    path: "securityContext.seccompProfile.type",
    value: "RuntimeDefault",
    whole: ["seccompProfile", { type: "RuntimeDefault" }],
    open: (workload, it) => security(workload, it, "seccompProfile") === undefined,
  },
];
