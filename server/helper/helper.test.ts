import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { present } from '../../src/base/must.ts';
import { expandMask } from '../../src/privacy/mask.ts';
import { unpackWords } from '../../src/privacy/pack.ts';
import { addInto, subtractInto, toCentred } from '../../src/privacy/ring.ts';
import { noiseStdDev } from '../../src/privacy/ring-capacity.ts';
import { sealSeed } from '../../src/privacy/seal.ts';
import { platformRandom } from '../../src/privacy/secure-random.ts';
import { parseShareResponse } from '../../src/protocol/aggregate-share.ts';
import { type HelperKeys, helperKeyId } from '../../src/protocol/helper-keys.ts';
import { encodeHeader, reportHeader } from '../../src/protocol/report.ts';
import { generateSigningKey, type Signer, signer, verifySigned } from '../../src/protocol/signed-message.ts';
import { type Task, taskHashOf } from '../../src/protocol/task.ts';
import { sampleTask } from '../../test/kit/sample-task.ts';
import { type RunningServer, startHelper } from './start-helper.ts';

let folder: string;
let helper: RunningServer;
let keys: HelperKeys;
let aggregator: Signer;

const start = () =>
  startHelper({
    dataDir: folder,
    host: '127.0.0.1',
    port: 0,
    policy: { minimumCohort: 3, minimumNoiseMultiplier: 0.1 },
  });
const newSigner = async () => {
  const pair = await generateSigningKey();
  return signer(pair.privateKey, pair.publicKey);
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-helper-'));
  helper = await start();
  keys = (await (await fetch(`${helper.url}/keys`)).json()) as HelperKeys;
  aggregator = await newSigner();
});
afterEach(async () => {
  await helper.close();
  await rm(folder, { recursive: true, force: true });
});

async function taskWith(changes: Partial<Task> = {}): Promise<Task> {
  return sampleTask({ helperKeyId: await helperKeyId(keys.sealingKey), ...changes }, Date.now());
}

interface SealedReport {
  readonly id: string;
  readonly sealedSeed: string;
}

/** Sealed seeds for `task`, and the sum of their masks. */
async function sealedReports(task: Task, count: number) {
  const maskSum = new Uint32Array(task.paddedLength);
  const reports: SealedReport[] = [];
  const hash = await taskHashOf(task);
  for (let i = 0; i < count; i++) {
    const id = toHex(platformRandom.bytes(16));
    const header = encodeHeader(reportHeader(task, hash, id));
    const seed = platformRandom.bytes(32);
    const sealed = await sealSeed(present(fromHex(keys.sealingKey), 'key'), header, seed);
    reports.push({ id, sealedSeed: toHex(sealed) });
    addInto(maskSum, await expandMask(seed, header, task.paddedLength, task.ringBits), task.ringBits);
  }
  return { reports, maskSum };
}

async function ask(task: Task, reports: readonly SealedReport[], by = aggregator, taskBy = aggregator) {
  const request = await by.sign({ format: 'inkling-share-request/1', task: await taskBy.sign(task), reports });
  return post(JSON.stringify(request));
}

async function post(body: string) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${helper.url}/v1/aggregate-shares`, { method: 'POST', headers, body });
  const text = await response.text();
  const code = (JSON.parse(text) as { error?: { code: string } }).error?.code;
  return { status: response.status, text, code };
}

describe('an answer', () => {
  it('is the sum of the masks less noise of the stdDev of the task, and its receipt is signed', async () => {
    const task = await taskWith({ paddedLength: 4_096, noiseMultiplier: 0.5 });
    const { reports, maskSum } = await sealedReports(task, 5);
    const { status, text } = await ask(task, reports);
    expect(status).toBe(200);
    const response = parseShareResponse(JSON.parse(text));
    if (!response.ok) throw new Error(response.problem.message);
    const share = Uint8Array.from(Buffer.from(response.value.share, 'base64'));
    subtractInto(maskSum, unpackWords(share, task.paddedLength, task.ringBits), task.ringBits);
    const noise = toCentred(maskSum, task.ringBits);
    const meanSquare = noise.reduce((sum, value) => sum + value ** 2, 0) / noise.length;
    // 4,096 draws: the relative error of the variance has stdDev 2.2%.
    expect(Math.abs(meanSquare / noiseStdDev(task) ** 2 - 1)).toBeLessThan(0.12);
    const receipt = await verifySigned(response.value.receipt, keys.signingKey);
    expect(receipt.ok && receipt.value).toMatchObject({ reports: 5, round: task.round, noiseMultiplier: 0.5 });
  });

  it('is the same bytes for the same request, at once, later and after a restart', async () => {
    const task = await taskWith();
    const { reports } = await sealedReports(task, 4);
    const [first, second] = await Promise.all([ask(task, reports), ask(task, reports)]);
    await helper.close();
    helper = await start();
    const third = await ask(task, reports);
    expect(first?.status).toBe(200);
    expect(second?.text).toBe(first?.text);
    expect(third.text).toBe(first?.text);
  });
});

describe('the helper refuses', () => {
  it('a cohort that is one short of the larger of task and policy', async () => {
    const task = await taskWith({ minimumCohort: 5 });
    const { reports } = await sealedReports(task, 5);
    expect(await ask(task, reports.slice(1))).toMatchObject({ status: 422, code: 'cohort-too-small' });
    const small = await taskWith({ minimumCohort: 2, round: 'r2-5f0c' });
    const few = await sealedReports(small, 2);
    expect((await ask(small, few.reports)).code).toBe('cohort-too-small');
    expect((await ask(task, reports)).status).toBe(200);
  });

  it('a second set of reports for a round, and a report in a second round', async () => {
    const task = await taskWith();
    const { reports } = await sealedReports(task, 5);
    expect((await ask(task, reports.slice(0, 4))).status).toBe(200);
    expect(await ask(task, reports)).toMatchObject({ status: 409, code: 'round-already-answered' });
    const other = await taskWith({ round: 'r2-5f0c' });
    const { reports: fresh } = await sealedReports(other, 3);
    const used = present(reports[0], 'a used report');
    expect(await ask(other, [...fresh, used])).toMatchObject({ status: 409, code: 'id-used-before' });
    expect((await ask(other, [...fresh, present(fresh[0], 'a report')])).code).toBe('id-used-before');
    expect((await ask(other, fresh)).status).toBe(200);
  });

  it('seeds of another round, of another shop, under another id, or with one flipped bit', async () => {
    const task = await taskWith();
    const { reports } = await sealedReports(task, 3);
    const [first, second, third] = reports.map((report) => present(report, 'report'));
    if (!first || !second || !third) throw new Error('three reports');
    const swapped = [
      first,
      { id: second.id, sealedSeed: third.sealedSeed },
      { id: third.id, sealedSeed: second.sealedSeed },
    ];
    const lastDigit = first.sealedSeed.endsWith('0') ? '1' : '0';
    const flipped = [{ ...first, sealedSeed: first.sealedSeed.slice(0, -1) + lastDigit }, second, third];
    for (const list of [swapped, flipped]) expect((await ask(task, list)).code).toBe('seed-does-not-open');
    for (const changes of [{ round: 'r2-5f0c' }, { shop: 'coffee' }, { expiresAtMs: Date.now() + 999_999 }]) {
      expect((await ask(await taskWith(changes), reports)).code).toBe('seed-does-not-open');
    }
    expect((await ask(task, reports)).status).toBe(200);
  });

  it('little noise, expired rounds, early rounds, more than fit, and other keys', async () => {
    const code = async (changes: Partial<Task>, count = 3) => {
      const task = await taskWith(changes);
      return (await ask(task, (await sealedReports(task, count)).reports)).code;
    };
    const nowMs = Date.now();
    expect(await code({ noiseMultiplier: 0.09 })).toBe('noise-too-low');
    expect(await code({ opensAtMs: 1, closesAtMs: 2, expiresAtMs: nowMs - 1 })).toBe('expired');
    expect(await code({ opensAtMs: nowMs + 30_000 })).toBe('not-open-yet');
    expect(await code({ maximumReports: 3 }, 4)).toBe('too-large');
    expect(await code({ helperKeyId: 'aa'.repeat(32) as Task['helperKeyId'] })).toBe('wrong-helper-key');
  });

  it('another aggregator once one is known, a task it did not sign, and a changed request', async () => {
    const task = await taskWith();
    const { reports } = await sealedReports(task, 4);
    expect((await ask(task, reports)).status).toBe(200);
    const next = await taskWith({ round: 'r2-5f0c' });
    const { reports: fresh } = await sealedReports(next, 4);
    const stranger = await newSigner();
    expect(await ask(next, fresh, stranger, stranger)).toMatchObject({ status: 403, code: 'unknown-aggregator' });
    expect((await ask(next, fresh, stranger)).code).toBe('unknown-aggregator');
    expect((await ask(next, fresh, aggregator, stranger)).code).toBe('bad-signature');
    const request = await aggregator.sign({
      format: 'inkling-share-request/1',
      task: await aggregator.sign(next),
      reports: fresh,
    });
    const cut = { ...request, body: { ...request.body, reports: fresh.slice(0, 3) } };
    expect((await post(JSON.stringify(cut))).code).toBe('bad-signature');
  });

  it('what is no request, with a code and nothing of it repeated', async () => {
    for (const body of ['', '{', 'null', '{"body":{"format":"x"}}', '[]']) {
      expect(await post(body)).toMatchObject({ status: 400, code: 'malformed' });
    }
    expect((await fetch(`${helper.url}/secrets`)).status).toBe(404);
  });
});

describe('the data folder', () => {
  it('has keys for the owner alone, and never a seed or a mask', async () => {
    expect(statSync(join(folder, 'keys.json')).mode & 0o777).toBe(0o600);
    const task = await taskWith();
    const { reports } = await sealedReports(task, 3);
    await ask(task, reports);
    const disk = Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
    for (const { id, sealedSeed } of reports) {
      expect(disk.includes(id)).toBe(true);
      expect(disk.includes(sealedSeed)).toBe(false);
    }
    const database = new SQLite(join(folder, 'helper.sqlite'), { readonly: true });
    expect(database.prepare('SELECT count(*) n FROM used_ids').get()).toEqual({ n: 3 });
    database.close();
  });

  it('keeps its keys over a restart', async () => {
    await helper.close();
    helper = await start();
    expect(await (await fetch(`${helper.url}/keys`)).json()).toEqual(keys);
    expect(await (await fetch(`${helper.url}/policy`)).json()).toMatchObject({
      minimumCohort: 3,
      aggregatorKeys: 'first-use',
    });
  });
});
