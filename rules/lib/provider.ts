/** Which versions of a provider a module asks for: defaults change between majors. */
import type { Project } from "../api.js";
import type { TerraformBlock } from "../vocabulary/terraform.js";
import { get, text } from "./value.js";

/** Whether every version that `required_providers` allows is below a major: `~> 5.0`, `< 6`, `5.31.0`. Without a constraint the newest is meant. */
export function providerBelow(project: Project, near: TerraformBlock, provider: string, major: number): boolean {
  return project.terraform.blocks(near, "terraform").some((it) => {
    const wanted = get(it.body, `required_providers.${provider}`);
    const version = text(wanted?.kind === "dict" ? get(wanted, "version") : wanted);
    return version?.split(",").some((one) => isBelow(one, major)) ?? false;
  });
}

/** Whether a version constraint allows nothing from a major on. */
export function isBelow(constraint: string, major: number): boolean {
  const match = /^\s*(~>|<=|<|=)?\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?\s*$/.exec(constraint);
  if (!match) return false;
  const [, operator = "=", first = "0", second, third] = match;
  const known = Number(first);
  if (operator === "<") return known < major || (known === major && Number(second ?? 0) === 0 && Number(third ?? 0) === 0);
  // `~> 5` allows every later major; `~> 5.1` does not.
  if (operator === "~>" && second === undefined) return false;
  return known < major;
}
