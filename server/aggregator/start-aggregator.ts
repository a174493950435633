/** The aggregator's process: serves releases and tasks, adds masked reports up, and drives rounds. */
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import type { Aggregator, Evaluate, RoundPlan } from './aggregator.ts';
import { openAggregatorStore } from './aggregator-store.ts';
import { blobStore } from './blob-store.ts';
import { importRelease } from './import-release.ts';
import { appendLeaf } from './leaves.ts';
import { loadSigner } from './load-signer.ts';
import { ReleaseError } from './release-error.ts';
import { loadRelease, publish, signPointer } from './releases.ts';
import { reportIntake } from './report-intake.ts';
import { runRounds } from './rounds/run-rounds.ts';
import { routes } from './routes.ts';
import { utilityOf } from './utility-gate.ts';

export interface AggregatorOptions {
  /** Folder of this aggregator's keys, database and blobs; made at the first start. */
  readonly dataDir: string;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly shop: string;
  /** A release folder; published at the start if it never was. */
  readonly releaseDir: string;
  /** Origin of the helper. */
  readonly helperUrl: string;
  readonly round: RoundPlan;
  /** Judges each candidate; absent: only its norm is checked, and the round's record says so. */
  readonly evaluate?: Evaluate;
  /** One line a change of phase, without anything about a report. */
  readonly log?: (line: string) => void;
  /** Closes the aggregator when it aborts. */
  readonly signal?: AbortSignal;
}

export interface RunningAggregator {
  /** Origin without a trailing slash. */
  readonly url: string;
  /** Ed25519, hexadecimal: what browsers and the helper should trust. */
  readonly publicKey: string;
  /** Stops taking reports, ends the current step and closes the files. */
  close(): Promise<void>;
}

/** @throws ReleaseError, also for rounds that would be noise; StoreError; what listen() throws when the port is taken */
export async function startAggregator(options: AggregatorOptions): Promise<RunningAggregator> {
  options.signal?.throwIfAborted();
  const stopped = new AbortController();
  const aggregator = await assemble(options, stopped.signal);
  let wake = () => {};
  const intake = reportIntake(aggregator, () => wake());
  const server = routes(aggregator, intake);
  try {
    await publishFirst(aggregator, options.releaseDir);
    const url = await server.listen({ host: options.host, port: options.port });
    const rounds = runRounds(aggregator);
    wake = rounds.wake;
    let closing: Promise<void> | undefined;
    const shutDown = async () => {
      stopped.abort();
      await server.close();
      await Promise.all([rounds.ended, intake.settled()]);
      await aggregator.store.close();
    };
    const close = () => (closing ??= shutDown());
    options.signal?.addEventListener('abort', () => void close(), { once: true });
    return { url, publicKey: aggregator.signer.publicKey, close };
  } catch (error) {
    await server.close();
    await aggregator.store.close();
    throw error;
  }
}

/** Where an aggregator keeps the files of its releases. */
export function blobFolder(dataDir: string): string {
  return join(dataDir, 'blobs');
}

async function assemble(options: AggregatorOptions, signal: AbortSignal): Promise<Aggregator> {
  const { dataDir, shop, helperUrl, round, evaluate, log = () => {} } = options;
  const signer = await loadSigner(dataDir);
  const blobs = blobStore(blobFolder(dataDir));
  const store = openAggregatorStore(dataDir);
  return {
    shop,
    helperUrl,
    plan: round,
    store,
    blobs,
    signer,
    clock: systemClock,
    log,
    helperAnswers: helperWatch(helperUrl, log),
    signal,
    ...(evaluate && { evaluate }),
  };
}

/** No round opens before the helper has shown its keys: that is said once, and once more when it has. */
function helperWatch(url: string, log: (line: string) => void): (answers: boolean) => void {
  let said = true;
  return (answers) => {
    if (answers === said) return;
    said = answers;
    log(answers ? `helper ${url}: answers` : `helper ${url}: no answer or no keys; no round opens until it has`);
  };
}

/** Imports the folder and makes its release current, unless it was so before: then rounds have built on it since. */
async function publishFirst(aggregator: Aggregator, releaseDir: string): Promise<void> {
  const { store, blobs, signer, shop, clock, plan, log } = aggregator;
  const { release, manifest } = await importRelease(blobs, releaseDir);
  if (manifest.shop !== shop) {
    throw new ReleaseError(
      `${releaseDir}: the release is of shop "${manifest.shop}", this aggregator serves "${shop}"`,
    );
  }
  await loadRelease(blobs, release);
  log(utilityOf(plan, manifest.sharedParameters));
  const publishedAtMs = clock.nowMs();
  const pointer = await signPointer(signer, { shop, release, round: null, publishedAtMs });
  await store.database.transaction().execute(async (transaction) => {
    const before = transaction.selectFrom('publications').select('release').where('release', '=', release);
    if (await before.executeTakeFirst()) return;
    await publish(transaction, release, pointer);
    await appendLeaf(transaction, 'import', publishedAtMs, { release });
  });
}
