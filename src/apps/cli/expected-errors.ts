import { TensorFileError } from '../../../models/release-format.ts';
import { ReleaseError } from '../../../server/aggregator/release-error.ts';
import { FeedError } from '../../../server/catalogue/feed-error.ts';
import { TextEncoderError } from '../../../server/catalogue/text/text-encoder.ts';
import { StoreError } from '../../../server/store/open-store.ts';
import { LogError } from '../../../server/trainer/read-logs.ts';
import { GateError } from '../../../server/trainer/release-gate.ts';
import { BackendError } from '../../../server/trainer/start-backend.ts';
import { ChildError } from './child.ts';
import { FlagError } from './flag-error.ts';
import { PartyError } from './sync-processes.ts';

const KINDS = [
  LogError,
  FeedError,
  TextEncoderError,
  BackendError,
  GateError,
  TensorFileError,
  ReleaseError,
  StoreError,
  PartyError,
  ChildError,
  FlagError,
];

/** Whether an error is about the input or the machine, so that its message says all; everything else is a bug. */
export function isExpected(error: unknown): error is Error {
  return isOfTheSystem(error) || KINDS.some((kind) => error instanceof kind);
}

/** What the operating system answered to a call: a port that is taken, a folder that is a file, a full disk. */
function isOfTheSystem(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as NodeJS.ErrnoException;
  return typeof code === 'string' && typeof syscall === 'string';
}
