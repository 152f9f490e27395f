/** Service accounts of workloads: whether they have one of their own, and whether its token is of any use. */
import type { Data, Project } from "../api.js";
import type { Workload } from "../vocabulary/kubernetes.js";
import type { Value } from "../vocabulary/value.js";
import { entries, get, items } from "./value.js";

/** Workloads that stay: a bare Pod and a Job come and go under whatever name they get. */
export const lasting: readonly string[] = ["Deployment", "StatefulSet", "DaemonSet", "CronJob"];

/** Whether the pods of a lasting workload run as `default`, the account of everything that names none. */
export function onDefault(workload: Workload): boolean {
  return lasting.includes(workload.kind) && workload.serviceAccountName === "default" && workload.name !== undefined;
}

/**
 * Whether the token of a workload's account is mounted although nothing in view uses the API (SEMANTICS R9): `idle` when that is certain,
 * `settled` when it is certainly not mounted or in use, undefined when nobody can tell.
 */
export function tokenUse(workload: Workload, { kubernetes, rbac }: Project): "idle" | "settled" | undefined {
  const account = rbac.accountOf(workload);
  const mounted = rbac.mountsToken(workload);
  if (account === undefined || !workload.pod.complete || mounted === undefined) return undefined;
  const declared = kubernetes.objectsBeside(workload, "ServiceAccount").find((it) => it.name === account.name);
  // Cloud roles, injected agents and projected tokens are uses.
  const agents = annotations(declared?.body).length > 0 || annotations(workload.podMetadata, "annotations").some(isAgent);
  const projected = items(get(workload.pod, "volumes")).some((it) => get(it, "projected") !== undefined);
  if (!mounted || agents || projected || rbac.bindingsTo(account).length > 0) return "settled";
  // An account of its own that is not in view probably calls the API.
  if (declared === undefined && (account.name !== "default" || kubernetes.mayHide(workload, "ServiceAccount"))) return undefined;
  return rbac.holdsNothing(account, workload) ? "idle" : undefined;
}

/** Whether the account that a workload would get under its own name is declared already. */
export function hasNamesake(workload: Workload, { kubernetes }: Project): boolean {
  return kubernetes.objectsBeside(workload, "ServiceAccount").some((it) => it.name === workload.name);
}

/** An account for one workload, as data: nobody gets its token unasked. */
export function ownAccount({ name, namespace }: Workload): { readonly [key: string]: Data } {
  return {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name, namespace },
    automountServiceAccountToken: false,
  };
}

function annotations(value: Value | undefined, path = "metadata.annotations"): readonly string[] {
  return entries(get(value, path)).map((it) => it.key);
}

function isAgent(annotation: string): boolean {
  return /^(?:vault\.hashicorp\.com|linkerd\.io|sidecar\.istio\.io|consul\.hashicorp\.com)\//.test(annotation);
}
