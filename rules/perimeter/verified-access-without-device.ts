/** Verified Access instances that know the person or the device, but not both. */
import { type Project, rule, type TerraformBlock } from "../api.js";
import { get, reference, text } from "../lib/value.js";

export default rule({
  id: "perimeter/verified-access-without-device",
  title: "Verified Access without device trust",
  pillar: "devices",
  tenet: ["T4", "T5"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_verifiedaccess_instance"],
  refs: [],

  *check(instance, project) {
    const attached = project.terraform.satellites(
      instance,
      "aws_verifiedaccess_instance_trust_provider_attachment",
      "verifiedaccess_instance_id",
    );
    const kinds = attached.found.map((it) => kindOf(it, project));
    if (!attached.complete || kinds.length === 0 || kinds.includes(undefined)) return;
    const missing = ["device", "user"].find((it) => !kinds.includes(it));
    if (missing === undefined) return;
    const spare = project.terraform
      .blocks(instance, "aws_verifiedaccess_trust_provider")
      .filter((it) => text(get(it.body, "trust_provider_type")) === missing && it.scope === instance.scope && it.key === undefined);
    const [only, ...more] = spare;
    yield {
      at: instance,
      what:
        missing === "device"
          ? "No device trust provider is attached: a stolen password is as good from any machine"
          : "No user trust provider is attached: whoever sits at a managed device is let in",
      fix:
        only && more.length === 0
          ? {
              title: `Attach \`${only.address}\``,
              edit: (it) =>
                it.createBlock(instance.at, {
                  type: "resource",
                  labels: ["aws_verifiedaccess_instance_trust_provider_attachment", only.name],
                  body: {
                    verifiedaccess_instance_id: { code: `${instance.address}.id` },
                    verifiedaccess_trust_provider_id: { code: `${only.address}.id` },
                  },
                }),
            }
          : undefined,
    };
  },
});

function kindOf(attachment: TerraformBlock, project: Project): string | undefined {
  const named = reference(get(attachment.body, "verifiedaccess_trust_provider_id"));
  const provider = named && project.terraform.resolve(named, attachment);
  return provider && text(get(provider.body, "trust_provider_type"));
}
