/** Escalation as a graph: from each account to those whose rights it may take, and to the whole cluster (SEMANTICS R10, R11). */
import type { Account, EscalationStep, Grant, KubeObject, Workload } from "../../../rules/api.js";
import { get, text } from "../../../rules/lib/value.js";
import type { Graph } from "../../incremental.js";

interface Reads {
  readonly accounts: (world: string) => readonly Account[];
  readonly grantsTo: (account: Account) => readonly Grant[];
  readonly workloadsOf: (account: Account) => readonly Workload[];
  readonly mountsToken: (workload: Workload) => boolean | undefined;
  readonly secrets: (world: string) => readonly KubeObject[];
  /** The folders in which an account, its pods and its bindings are written. */
  readonly foldersOf: (account: Account) => readonly string[];
}

/** Longer ways exist only on paper. */
const longest = 4;

/** The shortest path of at least two steps from an account to the cluster: what a single rule shows is for the rules on roles to say. */
export function createEscalation(graph: Graph, reads: Reads): (account: Account) => readonly EscalationStep[] | undefined {
  const search = graph.query<readonly EscalationStep[] | undefined>("escalation", (key) => {
    const [name = "", namespaceKey = "", world = "", namespace = ""] = key.split("\n");
    const start: Account = { name, namespaceKey, world, namespace: namespace === "" ? undefined : namespace };
    if (mastery(reads.grantsTo(start)) !== undefined) return undefined;
    const seen = new Set([keyOf(start)]);
    let front: readonly { readonly account: Account; readonly path: readonly EscalationStep[] }[] = [{ account: start, path: [] }];
    for (let depth = 1; depth < longest && front.length > 0; depth++) {
      const next: { readonly account: Account; readonly path: readonly EscalationStep[] }[] = [];
      for (const { account, path } of front)
        for (const step of takes(account)) {
          if (step.account === undefined || seen.has(keyOf(step.account))) continue;
          seen.add(keyOf(step.account));
          const last = mastery(reads.grantsTo(step.account));
          if (last) return [...path, step, last];
          next.push({ account: step.account, path: [...path, step] });
        }
      front = next;
    }
    return undefined;
  });

  /** The accounts whose rights an account may take, one step away. */
  function takes(from: Account): readonly EscalationStep[] {
    const steps: EscalationStep[] = [];
    for (const grant of reads.grantsTo(from)) {
      for (const way of ways) {
        if (!way.verbs.some((verb) => way.resources.some((it) => grants(grant, verb, it)))) continue;
        for (const account of reads.accounts(from.world)) {
          if (keyOf(account) === keyOf(from)) continue;
          if (grant.namespaceKey !== undefined && grant.namespaceKey !== account.namespaceKey) continue;
          if (way.named && grant.resourceNames.length > 0 && !grant.resourceNames.includes(account.name)) continue;
          if (!way.named && grant.resourceNames.length > 0) continue;
          if (way.needs === "pod" && !reads.workloadsOf(account).some((it) => reads.mountsToken(it) === true)) continue;
          if (way.needs === "token secret" && !hasTokenSecret(account)) continue;
          if (!grant.resourceNames.includes(account.name) && !livesWith(from, account)) continue;
          steps.push({ how: way.how, account, grant });
        }
      }
    }
    return steps;
  }

  /**
   * Whether something says that two accounts are of one cluster, where nothing but the workspace joins them: files outside of kustomizations and
   * charts share a world whatever they are for, and the load test's account is hardly beside the operator's. A namespace says so that is not
   * everybody's, and a folder of the one that is, or lies around, one of the other.
   */
  function livesWith(a: Account, b: Account): boolean {
    if (a.world !== "" || (a.namespaceKey === b.namespaceKey && a.namespace !== undefined && a.namespace !== "default")) return true;
    const theirs = reads.foldersOf(b);
    return reads.foldersOf(a).some((mine) => theirs.some((it) => isAround(mine, it) || isAround(it, mine)));
  }

  function hasTokenSecret(account: Account): boolean {
    return reads
      .secrets(account.world)
      .some(
        (it) =>
          it.namespaceKey === account.namespaceKey &&
          text(get(it.body, "type")) === "kubernetes.io/service-account-token" &&
          it.annotations.get("kubernetes.io/service-account.name") === account.name,
      );
  }

  return (account) => search([account.name, account.namespaceKey, account.world, account.namespace ?? ""].join("\n"));
}

function isAround(folder: string, other: string): boolean {
  return folder === "" || folder === other || other.startsWith(`${folder}/`);
}

interface Way {
  readonly how: string;
  /** `group/resource`. */
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** resourceNames name the account; otherwise a named rule opens no way. */
  readonly named: boolean;
  readonly needs?: "pod" | "token secret";
}

const controllers = [
  "/replicationcontrollers",
  "apps/deployments",
  "apps/statefulsets",
  "apps/daemonsets",
  "apps/replicasets",
  "batch/jobs",
  "batch/cronjobs",
];

const ways: readonly Way[] = [
  { how: "can create pods that run as", resources: ["/pods"], verbs: ["create"], named: false },
  { how: "can create workloads that run as", resources: controllers, verbs: ["create", "update", "patch"], named: false },
  { how: "can issue tokens of", resources: ["/serviceaccounts/token"], verbs: ["create"], named: true },
  { how: "can impersonate", resources: ["/serviceaccounts"], verbs: ["impersonate"], named: true },
  { how: "can run commands in pods of", resources: ["/pods/exec", "/pods/attach"], verbs: ["create", "get"], named: false, needs: "pod" },
  { how: "can read the token Secret of", resources: ["/secrets"], verbs: ["get", "list", "watch"], named: false, needs: "token secret" },
];

/** A grant that makes its holder master of the cluster at once (R11). */
function mastery(held: readonly Grant[]): EscalationStep | undefined {
  const wide = held.filter((it) => it.namespaceKey === undefined && it.resourceNames.length === 0);
  const rbac = "rbac.authorization.k8s.io";
  for (const grant of wide) {
    if (grants(grant, "*", "*/*")) return { how: "may do everything", account: undefined, grant };
    if (grants(grant, "escalate", `${rbac}/clusterroles`) && writes(wide, "clusterroles"))
      return { how: "can write any right into a role", account: undefined, grant };
    if (grants(grant, "bind", `${rbac}/clusterroles`) && writes(wide, "clusterrolebindings"))
      return { how: "can bind itself to any role", account: undefined, grant };
    if (grants(grant, "impersonate", "/groups")) return { how: "can act as any group", account: undefined, grant };
  }
  return undefined;

  function writes(grantsHeld: readonly Grant[], resource: string): boolean {
    return ["create", "update", "patch"].some((verb) => grantsHeld.some((it) => grants(it, verb, `${rbac}/${resource}`)));
  }
}

/** R3, R4, as the API server does it: `*`, the exact name, or `*` before the subresource. `wanted` is `group/resource`. */
export function grants(grant: Pick<Grant, "verbs" | "apiGroups" | "resources">, verb: string, wanted: string): boolean {
  const slash = wanted.indexOf("/");
  const group = wanted.slice(0, slash);
  const resource = wanted.slice(slash + 1);
  const subresource = resource.includes("/") ? `*/${resource.slice(resource.indexOf("/") + 1)}` : undefined;
  return (
    (grant.verbs.includes(verb) || grant.verbs.includes("*")) &&
    (grant.apiGroups.includes(group) || grant.apiGroups.includes("*")) &&
    grant.resources.some((it) => it === "*" || it === resource || it === subresource)
  );
}

function keyOf(account: Account): string {
  return `${account.namespaceKey} ${account.name}`;
}
