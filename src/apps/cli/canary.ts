/** `inkling serve --canary`: judges what a round would publish on the merchant's own lines, in a process of its own. */
import type { Evaluate } from '../../../server/aggregator/aggregator.ts';
import { blobStore } from '../../../server/aggregator/blob-store.ts';
import {
  type Candidate,
  canaryCases,
  type Judgement,
  judgeCandidate,
  openCandidate,
} from '../../../server/trainer/judge-candidate.ts';
import { readSequences } from '../../../server/trainer/read-logs.ts';
import { startBackend } from '../../../server/trainer/start-backend.ts';
import { present } from '../../base/must.ts';
import type { FileRef } from '../../protocol/release-manifest.ts';
import { ChildError, runInChild } from './child.ts';
import { openRelease } from './open-release.ts';

export interface Canary {
  /** Lines "user item item ...", the last item hidden. */
  readonly file: string;
  /** Largest loss of NDCG@10 that is let through. */
  readonly tolerance: number;
  /** Folder of the aggregator's blobs. */
  readonly blobs: string;
}

export interface JudgeInput extends Candidate {
  readonly canary: Canary;
}

/** An evaluation that takes longer has failed; 500 lines on 690 products take one second and the start of a process. */
const TIMEOUT_MS = 120_000;

/**
 * The `evaluate` of an aggregator. Whatever happens to the child, only its own word accepts a candidate.
 * @param signal ends the judging without a verdict, so that the round waits for the next start
 * @param report told why an evaluation failed, for the operator's eyes only: a round's reason is public
 */
export function canaryEvaluation(canary: Canary, signal: AbortSignal, report: (text: string) => void): Evaluate {
  return async (candidate) => {
    const input: JudgeInput = { ...candidate, canary };
    const late = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const judged = await runInChild('judge', input, { signal: AbortSignal.any([signal, late]) });
      return judged as Judgement;
    } catch (error) {
      if (signal.aborted || !(error instanceof ChildError)) throw error;
      const why = late.aborted ? `no answer within ${TIMEOUT_MS / 1000} s` : error.message;
      report(`canary: ${why}`);
      const known = error.cameToAnEnd ? 'its input could not be used' : why;
      return { accepted: false, metrics: {}, reason: `failed, ${known}` };
    }
  };
}

/** Says at the start what would fail at the end of the first round. @throws LogError naming the flag and the file */
export async function checkCanary(file: string, releaseFolder: string): Promise<number> {
  const { products } = await openRelease('--release', releaseFolder);
  const ids = products.map(({ id }) => id);
  return canaryCases(await readSequences('--canary', file), ids, `--canary ${file}`).length;
}

/** The child's part. */
export async function judge({ canary, ...candidate }: JudgeInput): Promise<Judgement> {
  const logs = await readSequences('--canary', canary.file);
  const blobs = blobStore(canary.blobs);
  const read = async ({ path, sha256 }: FileRef) => present(await blobs.get(sha256), `blob of ${path}`);
  const { model, ids, before, after } = await openCandidate(candidate, read);
  const cases = canaryCases(logs, ids, `--canary ${canary.file}`);
  // The same backend on every machine: a verdict should not hang on who has a GPU.
  await startBackend('wasm');
  return judgeCandidate(model, before, after, cases, canary.tolerance);
}
