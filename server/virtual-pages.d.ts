/** The rule pages by id, put into the bundles by scripts/pages-plugin.mjs. */
declare module "virtual:pages" {
  const pages: Readonly<Record<string, string>>;
  export default pages;
}
