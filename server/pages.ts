/** The rule pages by id: text that is loaded when somebody wants to read it, not at every start. */
export async function pageOf(rule: string): Promise<string | undefined> {
  const { default: pages } = await import("virtual:pages");
  return pages[rule];
}
