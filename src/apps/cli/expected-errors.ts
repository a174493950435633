import { TensorFileError } from '../../../models/release-format.ts';
import { ReleaseError } from '../../../server/aggregator/release-error.ts';
import { StoreError } from '../../../server/store/open-store.ts';
import { LogError } from '../../../server/trainer/read-logs.ts';
import { BackendError } from '../../../server/trainer/start-backend.ts';
import { ChildError } from './child.ts';
import { PartyError } from './sync-processes.ts';

const KINDS = [LogError, BackendError, TensorFileError, ReleaseError, StoreError, PartyError, ChildError];
const SYSTEM_CODES: readonly unknown[] = ['EADDRINUSE', 'EACCES', 'ENOSPC'];

/** Whether an error is about the input or the machine, so that its message says all; everything else is a bug. */
export function isExpected(error: unknown): error is Error {
  const system = error instanceof Error && SYSTEM_CODES.includes((error as NodeJS.ErrnoException).code);
  return system || KINDS.some((kind) => error instanceof kind);
}
