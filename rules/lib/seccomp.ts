/** Seccomp profiles as they were set before there was a field: by annotations, which Kubernetes reads no longer since 1.27. */
import type { Container, Workload } from "../vocabulary/kubernetes.js";
import type { Value } from "../vocabulary/value.js";
import { entries, get, text } from "./value.js";

/** The annotation that speaks of a container: its own, else that of its pod. */
export function seccompAnnotation(workload: Workload, container: Container | undefined): Value | undefined {
  const annotations = get(workload.podMetadata ?? get(workload.body, "metadata"), "annotations");
  const prefix = "seccomp.security.alpha.kubernetes.io";
  const key = `container.${prefix}/`;
  // Nobody knows which one is for a container without a known name.
  const any = entries(annotations).filter((it) => it.key.startsWith(key));
  const own =
    container?.name === undefined
      ? (any.find((it) => text(it.value) !== "unconfined") ?? any[0])?.value
      : get(annotations, [`${key}${container.name}`]);
  const one = own ?? get(annotations, [`${prefix}/pod`]);
  // Further annotations that nobody sees may say it; what is written decides.
  return one?.kind === "unknown" && annotations?.kind === "dict" && !annotations.complete ? undefined : one;
}
