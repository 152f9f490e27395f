/** Pod Security Standards as rules see them: what a pod breaks, where it is written, and the level at which the pod stands. */
import type { Container, KubeObject, Workload } from "./kubernetes.js";
import type { Located, Place, Value } from "./value.js";

export type PodLevel = "privileged" | "baseline" | "restricted";

/** The controls of the two standards. Those of the baseline forbid values; those of the restricted level want some to be set. */
export type PodControl =
  | "host-process"
  | "host-namespace"
  | "privileged"
  | "capability"
  | "host-path"
  | "host-port"
  | "probe-host"
  | "apparmor"
  | "selinux"
  | "proc-mount"
  | "seccomp-off"
  | "sysctl"
  | "volume-type"
  | "privilege-escalation"
  | "root"
  | "root-user"
  | "seccomp"
  | "capabilities"
  | "extra-capability";

/** One place where a pod breaks a control. */
export interface Breach {
  readonly control: PodControl;
  /** The lowest level that the control belongs to. */
  readonly level: "baseline" | "restricted";
  /** The value that breaks it; the container, or the pod, where the control wants a value and there is none. */
  readonly at: Located | { readonly at: Place };
  readonly value: Value | undefined;
  /** undefined for what the pod as a whole sets. */
  readonly container: Container | undefined;
}

/** SEMANTICS P1-P4. */
export interface PodSecurity {
  /** What certainly breaks a control, in the order of the controls. */
  readonly breaches: readonly Breach[];
  /** The strictest level that the pod satisfies; undefined when an unknown value decides. */
  readonly level: PodLevel | undefined;
  /** Whether anybody has set any field that limits a container; undefined when that is unknown, and for Windows. */
  readonly hardened: boolean | undefined;
}

export interface PodsProject {
  security(workload: Workload): PodSecurity;
  /** The strictest level that every known pod of a namespace satisfies (P4); undefined when one of them is unknown, or none is known. */
  levelOf(namespace: KubeObject): PodLevel | undefined;
  /** Workloads in the namespace of (or that is) an object. */
  workloadsIn(near: KubeObject): readonly Workload[];
}
