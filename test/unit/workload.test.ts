/** Pod Security Standards, statement by statement. */
import { describe, expect, test } from "vitest";
import type { PodSecurity } from "../../rules/api.js";
import { createModel } from "../../server/model/index.js";
import { Sources } from "../../server/sources.js";

function modelOf(files: Readonly<Record<string, string>>) {
  const sources = new Sources();
  sources.change(Object.entries(files));
  return createModel(sources);
}

function security(spec: string): PodSecurity {
  const model = modelOf({ "pod.yaml": `apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec: ${spec}\n` });
  const [workload] = model.kubernetes.workloads("pod.yaml");
  if (workload === undefined) throw new Error("no workload");
  return model.project.pods.security(workload);
}

const controls = (spec: string): readonly string[] => security(spec).breaches.map((it) => it.control);
const limited = "allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}";
const good = `{containers: [{name: a, securityContext: {${limited}}}]}`;

describe("P1: a container's own field, else the pod's, else the default", () => {
  test("the pod's value counts for a container without one", () => {
    expect(controls("{securityContext: {runAsNonRoot: true}, containers: [{name: a}]}")).not.toContain("root");
  });
  test("a container takes the pod's value back", () => {
    const found = controls("{securityContext: {runAsNonRoot: true}, containers: [{name: a, securityContext: {runAsNonRoot: false}}]}");
    expect(found).toContain("root");
  });
  test("fields that exist at containers only are not inherited", () => {
    expect(controls("{securityContext: {privileged: true}, containers: [{name: a}]}")).not.toContain("privileged");
  });
  test("a value of the pod is one breach, however many containers have it", () => {
    const found = security("{securityContext: {seccompProfile: {type: Unconfined}}, containers: [{name: a}, {name: b}]}");
    expect(found.breaches.filter((it) => it.control === "seccomp-off")).toHaveLength(1);
  });
});

test("P2: what is absent has the API's default", () => {
  expect(controls("{containers: [{name: a}]}")).toEqual(["privilege-escalation", "root", "seccomp", "capabilities"]);
});

describe("P3: the levels", () => {
  test("a pod with every setting of the restricted level is restricted", () => expect(security(good).level).toBe("restricted"));
  test("without them it is baseline", () => expect(security("{containers: [{name: a}]}").level).toBe("baseline"));
  for (const [name, spec] of [
    ["host namespaces", "{hostPID: true, containers: [{name: a}]}"],
    ["privileged containers", "{containers: [{name: a, securityContext: {privileged: true}}]}"],
    ["capabilities outside the list", "{containers: [{name: a, securityContext: {capabilities: {add: [NET_RAW]}}}]}"],
    ["host paths", "{containers: [{name: a}], volumes: [{name: v, hostPath: {path: /srv}}]}"],
    ["host ports", "{containers: [{name: a, ports: [{containerPort: 80, hostPort: 80}]}]}"],
    ["unmasked proc", "{containers: [{name: a, securityContext: {procMount: Unmasked}}]}"],
    ["unsafe sysctls", "{securityContext: {sysctls: [{name: kernel.msgmax, value: '1'}]}, containers: [{name: a}]}"],
    ["SELinux types", "{securityContext: {seLinuxOptions: {type: spc_t}}, containers: [{name: a}]}"],
    ["probes of other hosts", "{containers: [{name: a, livenessProbe: {tcpSocket: {host: 10.0.0.1, port: 80}}}]}"],
  ] as const)
    test(`${name} are below the baseline`, () => expect(security(spec).level).toBe("privileged"));
  test("only NET_BIND_SERVICE may be added at the restricted level", () => {
    const adding = (name: string) => good.replace("drop: [ALL]", `drop: [ALL], add: [${name}]`);
    expect(security(adding("NET_BIND_SERVICE")).level).toBe("restricted");
    expect(security(adding("CHOWN")).level).toBe("baseline");
  });
  test("volumes of other kinds are not restricted", () => {
    expect(security(good.replace("{containers", "{volumes: [{name: v, nfs: {server: s, path: /}}], containers")).level).toBe("baseline");
    expect(security(good.replace("{containers", "{volumes: [{name: v, emptyDir: {}}], containers")).level).toBe("restricted");
  });
  test("controls of Linux are waived for Windows", () => {
    expect(security("{os: {name: windows}, containers: [{name: a, securityContext: {runAsNonRoot: true}}]}").level).toBe("restricted");
    expect(security("{os: {name: windows}, securityContext: {windowsOptions: {hostProcess: true}}, containers: [{name: a}]}").level).toBe(
      "privileged",
    );
  });
  test("the annotation of AppArmor counts where no field is set", () => {
    const model = modelOf({
      "pod.yaml": `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations:\n    container.apparmor.security.beta.kubernetes.io/a: unconfined\nspec: ${good}\n`,
    });
    const [workload] = model.kubernetes.workloads("pod.yaml");
    expect(workload && model.project.pods.security(workload).breaches.map((it) => it.control)).toEqual(["apparmor"]);
  });
});

describe("P4: the level of a pod is the strictest that all its containers satisfy", () => {
  test("init and ephemeral containers count", () => {
    expect(security(good.replace("{containers", "{initContainers: [{name: i}], containers")).level).toBe("baseline");
    expect(
      security(good.replace("{containers", "{ephemeralContainers: [{name: e, securityContext: {privileged: true}}], containers")).level,
    ).toBe("privileged");
  });
  test("what is unknown leaves the level open, unless a known part decides it", () => {
    expect(security(good.replace("runAsNonRoot: true", 'runAsNonRoot: "{{ .x }}"')).level).toBeUndefined();
    expect(security('{hostPID: true, containers: [{name: a, securityContext: {runAsNonRoot: "{{ .x }}"}}]}').level).toBe("privileged");
  });
  test("a namespace has the lowest level of its workloads", () => {
    const pod = (name: string, spec: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop}\nspec: ${spec}\n`;
    const namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n";
    const level = (...pods: readonly string[]) => {
      const model = modelOf({ "a.yaml": [namespace, ...pods].join("---\n") });
      const [it] = model.kubernetes.objects("a.yaml");
      return it && model.project.pods.levelOf(it);
    };
    expect(level()).toBeUndefined();
    expect(level(pod("a", good))).toBe("restricted");
    expect(level(pod("a", good), pod("b", "{containers: [{name: a}]}"))).toBe("baseline");
    expect(level(pod("a", good), pod("b", "{hostIPC: true, containers: [{name: a}]}"))).toBe("privileged");
  });
});

test("a pod is limited as soon as anybody has set one of the fields", () => {
  expect(security("{containers: [{name: a}]}").hardened).toBe(false);
  expect(security("{containers: [{name: a, securityContext: {privileged: true}}]}").hardened).toBe(false);
  expect(security("{containers: [{name: a}, {name: b, securityContext: {readOnlyRootFilesystem: false}}]}").hardened).toBe(true);
  expect(security('{containers: [{name: a, securityContext: {runAsUser: "{{ .x }}"}}]}').hardened).toBeUndefined();
  expect(security("{containers: [{name: a}], securityContext: {seLinuxOptions: {level: s0}}}").hardened).toBe(true);
});
