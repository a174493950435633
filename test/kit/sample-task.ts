import type { ReleaseId, Sha256 } from '../../src/domain/ids.ts';
import type { Task } from '../../src/protocol/task.ts';

/** A small coherent task; times are around `nowMs`. */
export function sampleTask(changes: Partial<Task> = {}, nowMs = 1_790_000_000_000): Task {
  return {
    format: 'inkling-task/1',
    shop: 'tea-house',
    round: 'r1-5f0c',
    release: 'b2'.repeat(32) as ReleaseId,
    sharedParameters: 50,
    paddedLength: 64,
    ringBits: 20,
    levels: 8,
    maxL2Norm: 0.75,
    rotationSeed: 'c3'.repeat(32),
    minimumCohort: 3,
    maximumReports: 40,
    opensAtMs: nowMs - 1_000,
    closesAtMs: nowMs + 60_000,
    expiresAtMs: nowMs + 120_000,
    noiseMultiplier: 0.5,
    helperKeyId: 'd4'.repeat(32) as Sha256,
    ...changes,
  };
}
