/** An absolute http(s) URL, or undefined: a feed must not put `javascript:` behind a link of the shop. */
export function safeUrl(url: string | undefined): string | undefined {
  if (!url || !URL.canParse(url, document.baseURI)) return undefined;
  const { protocol, href } = new URL(url, document.baseURI);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}
