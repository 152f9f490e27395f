/** API servers that are told to use an admission plugin which their version does not have. */
import { rule } from "../api.js";
import { namesIn, pieceWith, setNames } from "../lib/control-plane.js";
import { misspelt } from "../lib/value.js";

/** Every plugin that a released version has had. */
const plugins = [
  "AlwaysAdmit AlwaysDeny AlwaysPullImages CertificateApproval CertificateSigning CertificateSubjectRestriction ClusterTrustBundleAttest",
  "DefaultIngressClass DefaultStorageClass DefaultTolerationSeconds DenyEscalatingExec DenyExecOnPrivileged DenyServiceExternalIPs",
  "DisableServiceLinks EventRateLimit ExtendedResourceToleration GenericAdmissionWebhook ImagePolicyWebhook Initializers InitialResources",
  "JobValidation LimitPodHardAntiAffinityTopology LimitRanger MutatingAdmissionPolicy MutatingAdmissionWebhook NamespaceAutoProvision",
  "NamespaceExists NamespaceLifecycle NodeDeclaredFeatureValidator NodeRestriction OwnerReferencesPermissionEnforcement PVCProtection",
  "PersistentVolumeClaimResize PersistentVolumeLabel PodGroupProtection PodGroupWorkloadExists PodNodeSelector PodPreset",
  "PodResizeValidator PodSecurity PodSecurityPolicy PodTolerationRestriction PodTopologyLabels Priority ResourceQuota RuntimeClass",
  "SecurityContextDeny ServiceAccount StorageObjectInUseProtection TaintNodesByCondition ValidatingAdmissionPolicy ValidatingAdmissionWebhook",
].flatMap((it) => it.split(" "));

/** The minor version that no longer has a plugin, and what does its work since. */
const removed: ReadonlyMap<string, readonly [minor: number, instead: string]> = new Map([
  ["Initializers", [14, "MutatingAdmissionWebhook"]],
  ["PodPreset", [20, "MutatingAdmissionWebhook"]],
  ["PodSecurityPolicy", [25, "PodSecurity"]],
  ["SecurityContextDeny", [30, "PodSecurity"]],
]);

/** The newest minor version whose plugins are all in the list. */
const newest = 36;

export default rule({
  id: "admission/unknown-plugin",
  title: "Admission plugin that does not exist",
  pillar: "workloads",
  tenet: ["T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.apiserver",
  refs: ["checkov:CKV_K8S_82"],

  *check(server) {
    const { minor } = server;
    for (const flag of ["enable-admission-plugins", "disable-admission-plugins", "admission-control"]) {
      const written = server.flags.get(flag);
      const names = namesIn(written) ?? [];
      for (const name of written === undefined ? [] : names) {
        const gone = removed.get(name);
        const over = gone !== undefined && minor !== undefined && minor >= gone[0];
        const close = plugins.find((it) => it.toLowerCase() === name.toLowerCase() || misspelt(it, name));
        // Builds of one's own have plugins of their own; their names bear a domain.
        const missing = !plugins.includes(name) && (close !== undefined || (minor !== undefined && minor <= newest && !/[./]/.test(name)));
        if (written === undefined || !(over || missing)) continue;
        const instead = over ? gone[1] : close;
        const rest = names.flatMap((it) => (it !== name ? [it] : instead !== undefined && !names.includes(instead) ? [instead] : []));
        yield {
          at: pieceWith(written, [name]),
          what: `\`${name}\` is no admission plugin${minor === undefined ? "" : ` of Kubernetes 1.${minor}`}${instead === undefined ? "" : over ? `, \`${instead}\` does its work` : `, \`${instead}\` is`}: the API server does not start with it, and what was meant is not checked`,
          fix:
            rest.length === 0
              ? written.prefix === ""
                ? undefined
                : { title: `Remove --${flag}`, edit: (it) => it.remove(written.word) }
              : {
                  title: instead !== undefined && rest.includes(instead) ? `Use \`${instead}\`` : `Remove \`${name}\``,
                  edit: (it) => setNames(it, written, rest, server.spelling),
                },
        };
      }
    }
  },
});
