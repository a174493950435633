/** Which file of a release has a category's list: lists are spread over files, so that a page fetches one small file. */

/** The hash of Java's strings, over UTF-16 code units: a page computes it at once, without crypto, in few bytes of code. */
export function categoryBucket(path: string, buckets: number): number {
  let hash = 0;
  for (let at = 0; at < path.length; at++) hash = (Math.imul(31, hash) + path.charCodeAt(at)) | 0;
  return (hash >>> 0) % buckets;
}
