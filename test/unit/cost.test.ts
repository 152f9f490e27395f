/** Costs that follow the length of the input and not its square, by counting what is looked at: no clock. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { Account, Grant, KubeObject, Project, RbacRule, Rule, Workload } from "../../rules/api.js";
import rules from "../../rules/index.js";
import serviceSelectsNothing from "../../rules/segmentation/service-selects-nothing.js";
import { scan } from "../../server/cli/scan.js";
import { createEngine } from "../../server/engine/index.js";
import { Graph } from "../../server/incremental.js";
import { createEscalation } from "../../server/model/rbac/escalation.js";
import type { Reported, ScanResult } from "../../server/report/result.js";
import { textReport } from "../../server/report/text.js";

/** Characters in which somebody counted lines. */
const counted = vi.hoisted(() => ({ characters: 0 }));
vi.mock("../../server/syntax/text.js", async (load) => {
  const real = await load<typeof import("../../server/syntax/text.js")>();
  class Counting extends real.LineTable {
    constructor(text: string) {
      super(text);
      counted.characters += text.length;
    }
  }
  return { ...real, LineTable: Counting };
});

const grant = (group: string, resource: string, verb: string): string =>
  `  - apiGroups: ["${group}"]\n    resources: ["${resource}"]\n    verbs: ["${verb}"]\n`;
const harmless = grant("apps.example", "things", "get");
const rbac = "rbac.authorization.k8s.io";

function isOnRules(it: Rule): it is Rule & Rule<"rbac.rule"> {
  return it.on === "rbac.rule";
}

/** How often the rules on one role read what its rules hold. */
function looksAt(grants: readonly string[]): number {
  let count = 0;
  const watched = new Map<RbacRule, RbacRule>();
  const lists = new Map<readonly RbacRule[], readonly RbacRule[]>();
  const watch = (it: RbacRule): RbacRule => {
    const known = watched.get(it);
    if (known) return known;
    const proxy: RbacRule = new Proxy(it, {
      get: (target, field: keyof RbacRule) => {
        count++;
        return field === "siblings" ? () => siblings(target.siblings()) : target[field];
      },
    });
    watched.set(it, proxy);
    return proxy;
  };
  const siblings = (of: readonly RbacRule[]): readonly RbacRule[] => {
    const known = lists.get(of) ?? of.map(watch);
    lists.set(of, known);
    return known;
  };
  const watching = rules.map(
    (it): Rule => (isOnRules(it) ? { ...it, check: (subject, project) => it.check(watch(subject as RbacRule), project) } : it),
  );
  const engine = createEngine({ rules: watching });
  engine.change([["role.yaml", `apiVersion: ${rbac}/v1\nkind: ClusterRole\nmetadata:\n  name: long\nrules:\n${grants.join("")}`]]);
  engine.findings("role.yaml");
  return count;
}

for (const [what, one] of Object.entries({
  "reads secrets": grant("", "secrets", "get"),
  "starts pods": grant("apps", "deployments", "create"),
  "stops pods": grant("", "pods", "deletecollection"),
  "binds roles": grant(rbac, "clusterroles", "bind"),
  "signs certificates": grant("certificates.k8s.io", "signers", "sign"),
  "approves certificates": grant("certificates.k8s.io", "certificatesigningrequests/approval", "update"),
  "takes every verb": grant("apps.example", "things", "*"),
  "takes everything of an operator": grant("apps.example.com", "*", "get"),
  "changes settings": grant("", "configmaps", "update"),
  "changes routes": grant("networking.k8s.io", "ingresses", "update"),
}))
  test(`a long role that ${what}: as many looks a rule as in a short one`, () => {
    // What a rule is looking for stands behind half a role of others.
    const looks = (length: number): number =>
      looksAt([...Array<string>(length).fill(harmless), ...Array<string>(length).fill(one)]) / length;
    const short = looks(50);
    expect(short).toBeGreaterThan(100);
    expect(looks(400)).toBeLessThan(short * 1.2);
  });

test("ways to the cluster are looked for once for a world, however many accounts may start each other's pods", () => {
  const asked = (accounts: number, master: string): number => {
    const all = Array.from(
      { length: accounts },
      (_, i): Account => ({ world: "", namespaceKey: "|shop", namespace: "shop", name: `account${i}` }),
    );
    const may = (namespaceKey: string | undefined, verb: string, group: string, resource: string): Grant =>
      ({ namespaceKey, verbs: [verb], apiGroups: [group], resources: [resource], resourceNames: [] }) as unknown as Grant;
    let count = 0;
    const escalation = createEscalation(new Graph(), {
      accounts: () => all,
      grantsTo: ({ name }) => {
        count++;
        return [name === master ? may(undefined, "*", "*", "*") : may("|shop", "create", "", "pods")];
      },
      workloadsOf: () => [],
      mountsToken: () => true,
      secrets: () => [],
      foldersOf: () => [""],
    });
    const ways = all.map((it) => escalation(it));
    expect(ways.map((it) => it?.map((step) => step.how).join(", "))).toEqual(
      all.map((it) => (master === "" || it.name === master ? undefined : "can create pods that run as, may do everything")),
    );
    return count / accounts;
  };
  for (const master of ["account7", ""]) expect(asked(200, master)).toBeLessThan(asked(20, master) * 1.2);
});

test("a Service without pods looks at each pod of its namespace a few times, however many other Services have none", () => {
  const looks = (services: number): number => {
    let count = 0;
    const lists = new Map<readonly Workload[], readonly Workload[]>();
    const watched = (pods: readonly Workload[]): readonly Workload[] => {
      const known =
        lists.get(pods) ??
        pods.map(
          (pod) =>
            new Proxy(pod, {
              get: (target, field: keyof Workload) => {
                count++;
                return target[field];
              },
            }),
        );
      lists.set(pods, known);
      return known;
    };
    const watching: Rule = {
      ...serviceSelectsNothing,
      check: (subject, project) => {
        const { kubernetes } = project;
        const watchedProject: Project = {
          ...project,
          kubernetes: {
            ...kubernetes,
            workloads: (near) => watched(kubernetes.workloads(near)),
            workloadsBeside: (near) => watched(kubernetes.workloadsBeside(near)),
          },
        };
        return serviceSelectsNothing.check(subject as KubeObject, watchedProject);
      },
    };
    const engine = createEngine({ rules: [watching] });
    const service = (i: number): string =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: s${i}, namespace: shop}\nspec: {selector: {app: ${i % 3 === 0 ? "gone" : "web"}${i}}}\n`;
    const deployment = (i: number): string =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web${i}, namespace: shop}\nspec:\n  template:\n    metadata: {labels: {app: web${i}}}\n    spec: {containers: [{name: web, image: web}]}\n`;
    engine.change([["all.yaml", Array.from({ length: services }, (_, i) => `${service(i)}---\n${deployment(i)}`).join("---\n")]]);
    expect(engine.findings("all.yaml").length).toBe(Math.ceil(services / 3));
    return count / services / services;
  };
  const few = looks(20);
  expect(few).toBeGreaterThan(0.1);
  expect(looks(120)).toBeLessThan(few * 1.5);
});

test("the report in text reads each finding a few times, however many files there are", () => {
  const reads = (files: number): number => {
    let count = 0;
    const found = Array.from({ length: files }, (_, i): Reported => {
      const file = `k/${i}.yaml`;
      const finding = { severity: "error", message: "m", rule: "a/b", fixable: false, suppressed: false } as unknown as Reported["finding"];
      const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
      const it: Reported = { finding, file, range, related: [], fixes: [] };
      return new Proxy(it, {
        get: (target, field: keyof Reported) => {
          count++;
          return target[field];
        },
      });
    });
    const result: ScanResult = {
      version: "0",
      counts: { scanned: files, terraform: 0, kubernetes: files, rego: 0 },
      skipped: [],
      findings: found,
      problems: [],
    };
    expect(textReport(result, false).split("\n").length).toBe(files * 3 + 2);
    return count / files;
  };
  expect(reads(4000)).toBe(reads(40));
});

test("the lines of a file are counted a few times a scan, however many findings of other files point to it", async () => {
  const counts = async (roles: number): Promise<number> => {
    const folder = mkdtempSync(join(tmpdir(), "ztlint-cost-"));
    const name = (i: number): string => `starts-pods-${i}`;
    const binding = (i: number): string =>
      `---\napiVersion: ${rbac}/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: ${name(i)}\nroleRef:\n  apiGroup: ${rbac}\n  kind: ClusterRole\n  name: ${name(i)}\nsubjects:\n  - kind: Group\n    apiGroup: ${rbac}\n    name: team-${i}\n`;
    const texts = Array.from(
      { length: roles },
      (_, i) =>
        `apiVersion: ${rbac}/v1\nkind: ClusterRole\nmetadata:\n  name: ${name(i)}\nrules:\n${grant("apps", "deployments", "create")}`,
    );
    const bindings = texts.map((_, i) => binding(i)).join("");
    for (const [i, text] of texts.entries()) writeFileSync(join(folder, `${i}.yaml`), text);
    writeFileSync(join(folder, "bindings.yaml"), bindings);
    counted.characters = 0;
    const { result } = await scan({
      paths: [folder],
      isolated: false,
      withFixes: false,
      settings: { today: "2026-01-01" },
      config: undefined,
      version: "0",
      progress: () => undefined,
    });
    rmSync(folder, { recursive: true });
    expect(result.findings.filter((it) => it.related.some(({ file }) => file.endsWith("bindings.yaml"))).length).toBe(roles);
    return counted.characters / [...texts, bindings].join("").length;
  };
  const few = await counts(5);
  expect(few).toBeGreaterThan(0);
  expect(await counts(100)).toBeLessThan(few * 1.2);
});
