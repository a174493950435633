import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { fromHex } from '../src/base/bytes.ts';
import { present } from '../src/base/must.ts';
import { seededRandom } from '../src/base/seeded-random.ts';
import type { ReleaseId } from '../src/domain/ids.ts';
import { clipDelta, l2Norm } from '../src/privacy/clip-delta.ts';
import { packWords } from '../src/privacy/pack.ts';
import { quantiserStep } from '../src/privacy/quantise.ts';
import { toRing } from '../src/privacy/ring.ts';
import { rotateBack, rotationSigns } from '../src/privacy/rotate.ts';
import { parseSignedReceipt } from '../src/protocol/receipt.ts';
import { parseReleaseManifest } from '../src/protocol/release-manifest.ts';
import type { Task } from '../src/protocol/task.ts';
import { fetchReleasePointer } from '../src/sync/fetch-tasks.ts';
import { participate } from '../src/sync/participate.ts';
import { readLedger } from '../src/sync/sync-state.ts';
import { client, eventually, openTask, partiesOf, roundIn, SHOP, startParties } from '../test/kit/sync-parties.ts';
import { readSharedVector } from './aggregator/shared-file.ts';

let running: Awaited<ReturnType<typeof startParties>>;
afterEach(() => running?.close());

/** A delta whose every entry differs, of norm well above the clip for odd `i`. */
function deltaOf(i: number, length: number): Float32Array {
  const random = seededRandom(`delta ${i}`);
  return Float32Array.from({ length }, (_, j) => 0.03 * Math.cos(j) + (i % 2 ? 0.2 : 0.02) * random.normal());
}

async function blob(url: string, hash: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(`${url}/v1/models/${hash}`);
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toContain('immutable');
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  return new Uint8Array(await response.arrayBuffer());
}

async function reportAll(task: Task, reports: number): Promise<Float32Array[]> {
  const deltas = Array.from({ length: reports }, (_, i) => deltaOf(i, task.sharedParameters));
  const outcomes = deltas.map((delta) => participate(client(), partiesOf(running), task, delta, task.release));
  for (const outcome of await Promise.all(outcomes)) expect(outcome).toMatchObject({ kind: 'delivered' });
  return deltas;
}

/** Every byte the aggregator has on disk. */
async function filesUnder(folder: string): Promise<Buffer[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name))),
  );
}

describe('a round over real sockets', () => {
  it('publishes old parameters plus the learning rate times the mean of the clipped deltas', async () => {
    running = await startParties({ plan: { levels: 500 } });
    const { aggregator, tiny } = running;
    const parties = partiesOf(running);
    const task = await openTask(parties);
    expect(task).toMatchObject({ release: tiny.release, sharedParameters: 50, paddedLength: 64, shop: SHOP });
    const deltas = await reportAll(task, 6);
    const status = await roundIn(aggregator.url, task.round, 'PUBLISHED');
    expect(status).toMatchObject({ reports: 6, checks: { evaluation: 'norm-only' } });
    const pointer = await fetchReleasePointer(client(), parties);
    if (!pointer.ok) throw new Error(pointer.problem.message);
    expect(pointer.value).toMatchObject({ release: status.release, round: task.round });
    const manifest = parseReleaseManifest(
      JSON.parse(new TextDecoder().decode(await blob(aggregator.url, pointer.value.release))),
    );
    if ('problem' in manifest) throw new Error(manifest.problem);
    expect(manifest.manifest).toMatchObject({
      parent: tiny.release,
      origin: { kind: 'round', round: task.round, reports: 6 },
    });
    expect({ ...manifest.manifest.files, shared: 0 }).toEqual({ ...tiny.manifest.files, shared: 0 });
    const after = readSharedVector(await blob(aggregator.url, manifest.manifest.files.shared.sha256), 50);
    const clipped = deltas.map((delta) => clipDelta(delta, 0.5).values);
    const want = tiny.shared.map(
      (old, j) => old + 0.8 * (clipped.reduce((sum, values) => sum + (values[j] ?? 0), 0) / 6),
    );
    // Noise of 0.01 clips in 64 directions, over six reports.
    expect(l2Norm(after.map((value, j) => value - (want[j] ?? 0)))).toBeLessThan(0.8 * ((0.01 * 0.5 * 8 * 2) / 6));
    expect(l2Norm(want.map((value, j) => value - (tiny.shared[j] ?? 0)))).toBeGreaterThan(0.1);
    const next = await openTask(parties, task.round);
    expect(next.release).toBe(pointer.value.release);
  });

  it('leaves a receipt that the helper signed, the same on both sides', async () => {
    running = await startParties();
    const task = await openTask(partiesOf(running));
    await reportAll(task, 6);
    const status = await roundIn(running.aggregator.url, task.round, 'PUBLISHED');
    const receipt = await (await fetch(`${running.helper.url}/receipts/${task.round}`)).json();
    expect(status.receipt).toEqual(receipt);
    const parsed = parseSignedReceipt(receipt);
    expect(parsed.ok && parsed.value.body).toMatchObject({ reports: 6, noiseMultiplier: 0.01, round: task.round });
    expect((await fetch(`${running.helper.url}/receipts/r-none`)).status).toBe(404);
  });

  it('never has an unmasked vector of one report on the disk, in a log or in an answer', async () => {
    running = await startParties({ plan: { targetReports: 20 }, rest: 500 });
    const task = await openTask(partiesOf(running));
    const signs = await rotationSigns(present(fromHex(task.rotationSeed), 'seed'), task.paddedLength);
    const integers: Int32Array[] = [];
    for (let i = 0; i < 4; i++) {
      // Made backwards from integers, so that rounding has nothing to choose and the test knows the vector that was sent.
      const vector = Int32Array.from({ length: 512 }, (_, j) => Math.round(6 * Math.sin(j * (i + 1.37))));
      const step = quantiserStep(task, task.maxL2Norm);
      const delta = Float32Array.from(
        rotateBack(
          Float64Array.from(vector, (value) => value * step),
          signs,
        ),
      );
      integers.push(vector);
      const sent = await participate(client(), partiesOf(running), task, delta, task.release);
      expect(sent.kind).toBe('delivered');
    }
    const answers = Buffer.from(await (await fetch(`${running.aggregator.url}/v1/rounds/${task.round}`)).text());
    const places = [
      ...(await filesUnder(join(running.folder, 'aggregator'))),
      answers,
      Buffer.from(running.lines.join('\n')),
    ];
    const windows = (bytes: Uint8Array) =>
      Array.from({ length: 20 }, (_, k) => Buffer.from(bytes.slice(k * 24, k * 24 + 24)));
    const holds = (needle: Uint8Array) => places.some((place) => windows(needle).some((part) => place.includes(part)));
    for (const vector of integers) {
      expect(holds(new Uint8Array(vector.buffer))).toBe(false);
      expect(holds(new Uint8Array(toRing(vector, task.ringBits).buffer))).toBe(false);
      expect(holds(packWords(toRing(vector, task.ringBits), task.ringBits))).toBe(false);
    }
    // The search finds what is there: the masked sum itself.
    const database = new SQLite(join(running.folder, 'aggregator', 'aggregator.sqlite'), { readonly: true });
    const { words } = database.prepare('SELECT words FROM masked_sums').get() as { words: Buffer };
    const masked = Int32Array.from(new Uint32Array(Uint8Array.from(words).buffer));
    database.close();
    expect(holds(words)).toBe(true);
    // And the sum is masked: spread over the whole ring, where a plain sum of four would stay within 4 * 3.7 * 8.
    const half = 2 ** (task.ringBits - 1);
    const spread = masked.map((word) => (word >= half ? word - 2 * half : word));
    expect(l2Norm(spread) / Math.sqrt(spread.length)).toBeGreaterThan(half / 2);
  });

  it('forgets masked sums, seeds and sums when it is published', async () => {
    running = await startParties({ plan: { maximumRounds: 1 } });
    const task = await openTask(partiesOf(running));
    await reportAll(task, 6);
    await roundIn(running.aggregator.url, task.round, 'PUBLISHED');
    const database = new SQLite(join(running.folder, 'aggregator', 'aggregator.sqlite'), { readonly: true });
    const count = (sql: string) => (database.prepare(sql).get() as { n: number }).n;
    expect(count('SELECT count(*) n FROM masked_sums')).toBe(0);
    expect(count('SELECT count(*) n FROM sums')).toBe(0);
    expect(count('SELECT count(*) n FROM reports WHERE sealed_seed IS NOT NULL')).toBe(0);
    expect(count('SELECT count(*) n FROM reports')).toBe(6);
    const kinds = database.prepare('SELECT kind FROM leaves ORDER BY sequence').all() as { kind: string }[];
    expect(kinds.map(({ kind }) => kind)).toEqual(['import', 'round-open', 'round-seal', 'receipt', 'apply']);
    database.close();
    const writable = new SQLite(join(running.folder, 'aggregator', 'aggregator.sqlite'));
    expect(() => writable.exec('DELETE FROM leaves')).toThrow(/append-only/);
    writable.close();
  });
});

describe('a round that must not end in a release', () => {
  it('is aborted when too few took part, and the next one opens', async () => {
    running = await startParties({ plan: { durationMs: 400 } });
    const task = await openTask(partiesOf(running));
    await reportAll(task, 2);
    const status = await roundIn(running.aggregator.url, task.round, 'ABORTED');
    expect(status.reason).toContain('2 reports, at least 3');
    expect((await openTask(partiesOf(running), task.round)).release).toBe(task.release);
  });

  it('is aborted when the evaluation says no, with its reason', async () => {
    const evaluate = async () => ({ accepted: false, metrics: { ndcg10: 0.01 }, reason: 'canary NDCG@10 fell' });
    running = await startParties({ aggregator: { evaluate } });
    const task = await openTask(partiesOf(running));
    await reportAll(task, 6);
    const status = await roundIn(running.aggregator.url, task.round, 'ABORTED');
    expect(status).toMatchObject({ reason: 'evaluation: canary NDCG@10 fell', release: null });
  });

  it('is aborted when the helper asks for more noise than the task has', async () => {
    running = await startParties({ policy: { minimumNoiseMultiplier: 1 } });
    const task = await openTask(partiesOf(running));
    await reportAll(task, 6);
    const status = await roundIn(running.aggregator.url, task.round, 'ABORTED');
    expect(status.reason).toContain('noise-too-low');
  });

  it('keeps metrics of an accepted evaluation in the new manifest', async () => {
    running = await startParties({
      aggregator: { evaluate: async () => ({ accepted: true, metrics: { ndcg10: 0.047 } }) },
    });
    const task = await openTask(partiesOf(running));
    await reportAll(task, 6);
    const status = await roundIn(running.aggregator.url, task.round, 'PUBLISHED');
    expect(status.checks).toMatchObject({ evaluation: 'evaluated', metrics: { ndcg10: 0.047 } });
    const manifest = JSON.parse(new TextDecoder().decode(await blob(running.aggregator.url, String(status.release))));
    expect(manifest.metrics).toEqual({ ndcg10: 0.047 });
  });
});

describe('the client', () => {
  it('reports once a round and writes it down before it sends', async () => {
    running = await startParties();
    const task = await openTask(partiesOf(running));
    let ledgerAtSend = 0;
    const browser = client({
      fetch: async (url, init) => {
        if (init?.method === 'POST') ledgerAtSend = (await readLedger(browser, SHOP)).length;
        return fetch(url, init);
      },
    });
    const delta = deltaOf(1, 50);
    expect((await participate(browser, partiesOf(running), task, delta, task.release)).kind).toBe('delivered');
    expect(ledgerAtSend).toBe(1);
    expect((await participate(browser, partiesOf(running), task, delta, task.release)).kind).toBe('already-reported');
    const [entry] = await readLedger(browser, SHOP);
    expect(entry).toMatchObject({ round: task.round, release: task.release, clipped: true, state: 'delivered' });
    expect(await eventually('one report', async () => (await fetchReports(task.round)) || undefined)).toBe(1);
  });

  it('aborts on NaN, a delta of another release, and a helper that is not the one of the task: nothing leaves', async () => {
    running = await startParties();
    const task = await openTask(partiesOf(running));
    const sent: string[] = [];
    const spying: typeof fetch = (url, init) => {
      if (init?.method === 'POST') sent.push(String(url));
      return fetch(url, init);
    };
    const parties = partiesOf(running);
    const broken = deltaOf(0, 50).fill(Number.NaN, 7, 8);
    const code = (outcome: unknown) => (outcome as { problem?: { code?: string } }).problem?.code;
    const browser = () => client({ fetch: spying });
    expect(code(await participate(browser(), parties, task, broken, task.release))).toBe('not-finite');
    expect(code(await participate(browser(), parties, task, deltaOf(0, 49), task.release))).toBe('wrong-length');
    const other = 'ee'.repeat(32) as ReleaseId;
    expect(code(await participate(browser(), parties, task, deltaOf(0, 50), other))).toBe('wrong-release');
    const fake = { ...task, helperKeyId: 'ab'.repeat(32) as Task['helperKeyId'] };
    expect(code(await participate(browser(), parties, fake, deltaOf(0, 50), task.release))).toBe('wrong-helper-key');
    const away = { ...parties, helperUrl: 'http://127.0.0.1:9' };
    expect(code(await participate(browser(), away, task, deltaOf(0, 50), task.release))).toBe('unreachable');
    expect(sent).toEqual([]);
  });
});

async function fetchReports(round: string): Promise<number> {
  const status = (await (await fetch(`${running.aggregator.url}/v1/rounds/${round}`)).json()) as { reports: number };
  return status.reports;
}
