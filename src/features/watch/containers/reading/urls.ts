/** Addresses under which people know a service, from the labels that other tools already read. */
export function urlsOf(labels: Readonly<Record<string, string>>): string[] {
  const urls = new Set<string>();
  for (const [name, value] of Object.entries(labels)) {
    if (name === "homepage.href" || name === "homepage.siteMonitor" || name === "hydra.url" || /^kuma\.[^.]+\.http\.url$/.test(name))
      addUrl(urls, value);
    if (/^traefik\.http\.routers\.[^.]+\.rule$/.test(name)) for (const host of traefikHosts(value)) addUrl(urls, `https://${host}/`);
  }
  return [...urls];
}

/** Host names in a Traefik rule: ``Host(`a.lan`) || Host(`b.lan`, `c.lan`)``. */
export function traefikHosts(rule: string): string[] {
  const hosts: string[] = [];
  for (const [, inner = ""] of rule.matchAll(/\bHost\(([^)]{0,500})\)/g)) {
    for (const [, host = ""] of inner.matchAll(/[`"']([A-Za-z0-9.-]{1,253})[`"']/g)) hosts.push(host);
  }
  return hosts;
}

function addUrl(urls: Set<string>, text: string): void {
  if (URL.canParse(text) && /^https?:/i.test(text)) urls.add(new URL(text).href);
}
