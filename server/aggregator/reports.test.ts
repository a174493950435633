import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromHex } from '../../src/base/bytes.ts';
import { present } from '../../src/base/must.ts';
import { seededRandom } from '../../src/base/seeded-random.ts';
import { platformRandom } from '../../src/privacy/secure-random.ts';
import type { HelperKeys } from '../../src/protocol/helper-keys.ts';
import type { Task } from '../../src/protocol/task.ts';
import { makeReport } from '../../src/sync/make-report.ts';
import { participate } from '../../src/sync/participate.ts';
import { client, openTask, partiesOf, roundIn, SHOP, startParties } from '../../test/kit/sync-parties.ts';

let running: Awaited<ReturnType<typeof startParties>>;
let task: Task;
let key: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  running = await startParties({ plan: { targetReports: 30 } });
  task = await openTask(partiesOf(running));
  const keys = (await (await fetch(`${running.helper.url}/keys`)).json()) as HelperKeys;
  key = present(fromHex(keys.sealingKey), 'key');
});
afterAll(() => running.close());

const delta = () => Float32Array.from({ length: 50 }, (_, i) => 0.01 * (i - 20));
const reportTo = async (changes: Partial<Task> = {}) =>
  (await makeReport({ ...task, ...changes }, delta(), key, platformRandom)).bytes;

async function post(body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}, url = running.aggregator.url) {
  const type = { 'content-type': 'application/octet-stream' };
  const response = await fetch(`${url}/v1/reports`, { method: 'POST', body, headers: { ...type, ...headers } });
  const answer = (await response.json()) as { error?: { code: string } };
  return { status: response.status, code: answer.error?.code };
}

const counted = async () =>
  ((await (await fetch(`${running.aggregator.url}/v1/rounds/${task.round}`)).json()) as { reports: number }).reports;

describe('POST /v1/reports', () => {
  it('counts a report once: 201, then 409', async () => {
    const before = await counted();
    const report = await reportTo();
    expect((await post(report)).status).toBe(201);
    expect(await post(report)).toEqual({ status: 409, code: 'duplicate' });
    expect(await counted()).toBe(before + 1);
  });

  it('counts it once when it comes eight times at the same moment', async () => {
    const before = await counted();
    const report = await reportTo();
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(report)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
    expect(await counted()).toBe(before + 1);
  });

  it('refuses what was made for another round, shop, release or time', async () => {
    const before = await counted();
    for (const changes of [
      { round: 'r-1' },
      { shop: 'coffee' },
      { release: 'ab'.repeat(32) as Task['release'] },
      { expiresAtMs: 7 },
    ]) {
      expect(await post(await reportTo(changes))).toEqual({ status: 410, code: 'unknown-task' });
    }
    expect(await counted()).toBe(before);
  });

  it('refuses lengths that are not exactly right, longer ones with 413', async () => {
    const before = await counted();
    const report = await reportTo();
    expect(await post(new Uint8Array([...report, 0]))).toEqual({ status: 413, code: 'too-large' });
    expect(await post(new Uint8Array(5_000_000))).toEqual({ status: 413, code: 'too-large' });
    expect(await post(report.slice(0, -1))).toEqual({ status: 400, code: 'wrong-length' });
    expect(await post(new Uint8Array(0))).toMatchObject({ status: 400 });
    expect(await counted()).toBe(before);
  });

  it('refuses a chunked body at the first byte too many', async () => {
    expect(await chunked([await reportTo(), new Uint8Array(1)])).toBe(413);
    expect(await chunked([await reportTo()])).toBe(201);
  });

  it('refuses compressed bodies and other types', async () => {
    const report = await reportTo();
    expect(await post(report, { 'content-encoding': 'gzip' })).toMatchObject({ status: 400 });
    expect(await post(report, { 'content-type': 'application/json' })).toMatchObject({ status: 400 });
  });

  it('refuses 10,000 flipped bits, and its sum does not move', async () => {
    const before = await counted();
    const report = await reportTo();
    const random = seededRandom('flips');
    for (let i = 0; i < 10_000; i += 50) {
      const answers = Array.from({ length: 50 }, () => {
        const bad = report.slice();
        const bit = random.integer(bad.length * 8);
        bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        return post(bad);
      });
      for (const { status } of await Promise.all(answers)) expect([400, 410]).toContain(status);
    }
    expect(await counted()).toBe(before);
  }, 120_000);

  it('answers the preflight of any origin, and no credentials', async () => {
    const headers = { origin: 'https://shop.example', 'access-control-request-method': 'POST' };
    const response = await fetch(`${running.aggregator.url}/v1/reports`, { method: 'OPTIONS', headers });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-headers')).toBe('content-type');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });
});

describe('the other addresses', () => {
  it('know one shop, its blobs and its rounds', async () => {
    const status = async (path: string) => (await fetch(running.aggregator.url + path)).status;
    expect(await status(`/v1/tasks/${SHOP}`)).toBe(200);
    expect(await status('/v1/tasks/coffee')).toBe(404);
    expect(await status(`/v1/models/${running.tiny.release}`)).toBe(200);
    expect(await status(`/v1/models/${'00'.repeat(32)}`)).toBe(404);
    expect(await status('/v1/models/..%2f..%2fkeys.json')).toBe(404);
    expect(await status('/v1/rounds/r-none')).toBe(404);
  });
});

describe('a closed round', () => {
  it('takes no report: 410 for a fresh one, 409 for one it has', async () => {
    const other = await startParties({ plan: { targetReports: 3, maximumRounds: 1 } });
    try {
      const closing = await openTask(partiesOf(other));
      const keys = (await (await fetch(`${other.helper.url}/keys`)).json()) as HelperKeys;
      const late = await makeReport(closing, delta(), present(fromHex(keys.sealingKey), 'key'), platformRandom);
      const one = await makeReport(closing, delta(), present(fromHex(keys.sealingKey), 'key'), platformRandom);
      expect((await post(one.bytes, {}, other.aggregator.url)).status).toBe(201);
      for (let i = 0; i < 2; i++) await participate(client(), partiesOf(other), closing, delta(), closing.release);
      await roundIn(other.aggregator.url, closing.round, 'PUBLISHED');
      expect(await post(late.bytes, {}, other.aggregator.url)).toEqual({ status: 410, code: 'round-closed' });
      expect(await post(one.bytes, {}, other.aggregator.url)).toEqual({ status: 409, code: 'duplicate' });
    } finally {
      await other.close();
    }
  });
});

/** Sends without a content-length, one chunk after the other. */
function chunked(chunks: readonly Uint8Array[]): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/octet-stream', 'transfer-encoding': 'chunked' };
    const sending = request(`${running.aggregator.url}/v1/reports`, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sending.on('error', reject);
    for (const chunk of chunks) sending.write(chunk);
    sending.end();
  });
}
