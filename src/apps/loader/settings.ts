/** What the script tag said, in the words of ConnectOptions of src/index.ts. URLs are absolute, folders end in a slash. */
export interface LoaderSettings {
  readonly shop: string;
  readonly releaseUrl: string;
  readonly offersUrl?: string;
  readonly assetsUrl: string;
  readonly workerUrl: string;
  readonly shimUrl?: string;
  readonly search?: { readonly searchUrl: string; readonly workerUrl: string; readonly shimUrl?: string };
  readonly sync?: { readonly aggregatorUrl: string; readonly helperUrl: string };
  readonly backend?: string;
  readonly allowSoftwareAdapter?: boolean;
}

/** The settings, or the name of the first attribute that is missing or no URL. */
export function readSettings(script: HTMLScriptElement): LoaderSettings | string {
  const { shop, release, offers, search, aggregator, helper, worker, searchWorker, backend, allowSoftwareAdapter } =
    script.dataset;
  if (!shop) return 'data-shop';
  const releaseUrl = release && absolute(release);
  if (!releaseUrl) return 'data-release';
  const offersUrl = offers && absolute(offers);
  const aggregatorUrl = aggregator && party(aggregator);
  const helperUrl = helper && party(helper);
  const shimUrl = worker && absolute(worker);
  const searchUrl = search && absolute(search);
  const searchShimUrl = searchWorker && absolute(searchWorker);
  return {
    shop,
    releaseUrl: folder(releaseUrl),
    ...(offersUrl && { offersUrl }),
    assetsUrl: new URL('.', script.src).href,
    workerUrl: new URL('worker.js', script.src).href,
    ...(shimUrl && { shimUrl }),
    ...(searchUrl && {
      search: {
        searchUrl: folder(searchUrl),
        workerUrl: new URL('search.js', script.src).href,
        ...(searchShimUrl && { shimUrl: searchShimUrl }),
      },
    }),
    ...(aggregatorUrl && helperUrl && { sync: { aggregatorUrl, helperUrl } }),
    ...(backend && { backend }),
    ...(allowSoftwareAdapter !== undefined && { allowSoftwareAdapter: true }),
  };
}

function absolute(url: string): string | undefined {
  return URL.canParse(url, document.baseURI) ? new URL(url, document.baseURI).href : undefined;
}

/** A sync party, without the slash that URL puts behind an origin: paths are appended to it. */
function party(url: string): string | undefined {
  return absolute(url)?.replace(/\/+$/, '');
}

function folder(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
