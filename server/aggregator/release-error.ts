/** A release that cannot be used. `message` names the folder, the file and the field. */
export class ReleaseError extends Error {
  override readonly name = 'ReleaseError';
}
