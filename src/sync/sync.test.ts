import { beforeAll, describe, expect, it } from 'vitest';
import { memoryStorage } from '../../test/kit/memory-storage.ts';
import { sampleTask } from '../../test/kit/sample-task.ts';
import { toHex } from '../base/bytes.ts';
import { manualClock } from '../base/clock.ts';
import type { ReleaseId } from '../domain/ids.ts';
import { generateSealingKeys } from '../privacy/seal.ts';
import { platformRandom } from '../privacy/secure-random.ts';
import { errorBody } from '../protocol/error-body.ts';
import { helperKeyId } from '../protocol/helper-keys.ts';
import type { ProblemCode } from '../protocol/problem.ts';
import { reportBytes } from '../protocol/report.ts';
import { generateSigningKey, type Signer, signer } from '../protocol/signed-message.ts';
import type { Task } from '../protocol/task.ts';
import { fetchReleasePointer, fetchTasks } from './fetch-tasks.ts';
import { makeReport } from './make-report.ts';
import { participate } from './participate.ts';
import { sendQueued } from './send-queued.ts';
import type { SyncEnvironment, SyncParties } from './sync-environment.ts';
import { readLedger, wipeSync } from './sync-state.ts';

const SHOP = 'tea-house';
const RELEASE = 'b2'.repeat(32) as ReleaseId;
const NOW_MS = 1_790_000_000_000;
const DAY_MS = 86_400_000;
const PARTIES: SyncParties = { shop: SHOP, aggregatorUrl: 'https://sum.example/', helperUrl: 'https://helper.example' };
const DELTA = Float32Array.from({ length: 50 }, (_, i) => 0.01 * (i - 30));

let task: Task;
let helperKeys: object;
let aggregator: Signer;
beforeAll(async () => {
  const sealing = toHex((await generateSealingKeys()).publicKey);
  helperKeys = { format: 'inkling-helper-keys/1', sealingKey: sealing, signingKey: 'ab'.repeat(32) };
  task = sampleTask({ helperKeyId: await helperKeyId(sealing), noiseMultiplier: 4 }, NOW_MS);
  aggregator = await newSigner();
});

async function newSigner(): Promise<Signer> {
  const pair = await generateSigningKey();
  return signer(pair.privateKey, pair.publicKey);
}

type Answer = () => Response | Promise<Response>;

/** A browser whose aggregator answers as told, and everything that it sent. */
function browser(answers: { report?: Answer; board?: Answer }) {
  const sent: { url: string; init: RequestInit | undefined }[] = [];
  const clock = manualClock(NOW_MS);
  const controller = new AbortController();
  const environment: SyncEnvironment & { storage: ReturnType<typeof memoryStorage> } = {
    ...{ clock, random: platformRandom, storage: memoryStorage(), signal: controller.signal },
    fetch: async (input, init) => {
      const url = String(input);
      sent.push({ url, init });
      if (url.endsWith('/keys')) return Response.json(helperKeys);
      const answer = url.endsWith('/v1/reports') ? answers.report : answers.board;
      return (answer ?? (() => new Response('', { status: 201 })))();
    },
  };
  const posts = () => sent.filter(({ init }) => init?.method === 'POST');
  return { environment, clock, controller, sent, posts };
}

const problem =
  (status: number, code: ProblemCode, headers = {}): Answer =>
  () =>
    Response.json(errorBody({ code, message: 'no' }), { status, headers });

async function stateAfter(report: Answer) {
  const shopper = browser({ report });
  const outcome = await participate(shopper.environment, PARTIES, task, DELTA, RELEASE);
  const [entry] = await readLedger(shopper.environment, SHOP);
  return { ...shopper, outcome, entry };
}

describe('sending', () => {
  it('is one POST of exactly the announced bytes, alive beyond the page, without credentials or referrer', async () => {
    const { outcome, entry, posts, sent } = await stateAfter(() => new Response('{}', { status: 201 }));
    expect(outcome).toEqual({ kind: 'delivered', bytes: reportBytes(task) });
    expect(entry).toMatchObject({ state: 'delivered', bytes: reportBytes(task), round: task.round, clipped: true });
    expect(posts()).toHaveLength(1);
    expect(posts()[0]).toMatchObject({
      url: 'https://sum.example/v1/reports',
      init: { keepalive: true, credentials: 'omit', referrerPolicy: 'no-referrer' },
    });
    expect(sent.map(({ url }) => new URL(url).origin)).toEqual(['https://helper.example', 'https://sum.example']);
  });

  it('waits as long as Retry-After says, then sends the same bytes', async () => {
    let answer: Answer = problem(429, 'busy', { 'retry-after': '20' });
    const { environment, clock, outcome, posts } = await stateAfter(() => answer());
    expect(outcome).toEqual({ kind: 'waiting', notBeforeMs: NOW_MS + 20_000 });
    answer = () => new Response('{}', { status: 201 });
    clock.advance(19_999);
    expect((await sendQueued(environment, PARTIES)).kind).toBe('waiting');
    expect(posts()).toHaveLength(1);
    clock.advance(1);
    expect((await sendQueued(environment, PARTIES)).kind).toBe('delivered');
    expect(posts()[1]?.init?.body).toEqual(posts()[0]?.init?.body);
  });

  it('tries again after a crash or a dead line, later each time, with the same bytes', async () => {
    let answer: Answer = () => Promise.reject(new TypeError('no network'));
    const { environment, clock, outcome, posts } = await stateAfter(() => answer());
    expect(outcome).toEqual({ kind: 'waiting', notBeforeMs: NOW_MS + 5_000 });
    clock.advance(5_000);
    expect(await sendQueued(environment, PARTIES)).toEqual({ kind: 'waiting', notBeforeMs: NOW_MS + 15_000 });
    clock.advance(10_000);
    answer = () => new Response('{}', { status: 201 });
    expect((await sendQueued(environment, PARTIES)).kind).toBe('delivered');
    const bodies = posts().map(({ init }) => toHex(init?.body as Uint8Array));
    expect(new Set(bodies).size).toBe(1);
    expect(await sendQueued(environment, PARTIES)).toEqual({ kind: 'nothing-queued' });
  });

  it('takes 409 for delivered: we crashed before we heard', async () => {
    expect((await stateAfter(problem(409, 'duplicate'))).entry?.state).toBe('delivered');
  });

  it('drops what is not wanted any more, and says why', async () => {
    const { outcome, entry } = await stateAfter(problem(410, 'round-closed'));
    expect(outcome).toEqual({ kind: 'dropped', code: 'round-closed' });
    expect(entry?.state).toBe('dropped');
  });

  it('keeps the report when something between has answered', async () => {
    for (const status of [404, 502, 200]) {
      const { outcome } = await stateAfter(() => new Response('<html>sign in', { status }));
      expect(outcome.kind).toBe('waiting');
    }
  });

  it('drops a queued report when its round has closed, without a request', async () => {
    const { environment, clock, posts } = await stateAfter(() => Promise.reject(new TypeError('no network')));
    clock.advance(60_000);
    expect(await sendQueued(environment, PARTIES)).toEqual({ kind: 'dropped', code: 'expired' });
    expect(posts()).toHaveLength(1);
  });

  it('stops at once when it is told to, and the report stays queued', async () => {
    const shopper = browser({
      report: () => {
        shopper.controller.abort(new Error('page is going'));
        return Promise.reject(new TypeError('aborted'));
      },
    });
    const going = participate(shopper.environment, PARTIES, task, DELTA, RELEASE);
    await expect(going).rejects.toThrow('page is going');
    expect(await readLedger(shopper.environment, SHOP)).toMatchObject([{ state: 'queued' }]);
  });

  it('gives no more of itself than a year has, and makes nothing for a round beyond that', async () => {
    const { environment, clock, sent } = await stateAfter(() => new Response('{}', { status: 201 }));
    const next = async (round: string, noiseMultiplier = 4) => {
      const nowMs = clock.nowMs();
      const later = { ...sampleTask({}, nowMs), ...{ helperKeyId: task.helperKeyId, round, noiseMultiplier } };
      return (await participate(environment, PARTIES, later, DELTA, RELEASE)).kind;
    };
    const requests = sent.length;
    clock.advance(29 * DAY_MS);
    expect(await next('r2')).toBe('over-budget');
    expect(sent).toHaveLength(requests);
    clock.advance(DAY_MS);
    expect(await next('r2')).toBe('delivered');
    clock.advance(30 * DAY_MS);
    expect(await next('r3', 1)).toBe('over-budget');
    // Nothing is claimed of a round without noise: it is none of the year's.
    expect(await next('r4', 0)).toBe('delivered');
    expect(await next('r5')).toBe('delivered');
  });

  it('reports to no second round while one report waits', async () => {
    const { environment } = await stateAfter(() => Promise.reject(new TypeError('no network')));
    const second = { ...task, round: 'r2-5f0c' };
    expect((await participate(environment, PARTIES, second, DELTA, RELEASE)).kind).toBe('queue-full');
  });

  it('forgets all of it when wiped', async () => {
    const { environment } = await stateAfter(() => new Response('{}', { status: 201 }));
    await wipeSync(environment, SHOP);
    expect(environment.storage.values.size).toBe(0);
  });
});

describe('a report', () => {
  it('is different bytes each time, of one length', async () => {
    const key = Uint8Array.from((await generateSealingKeys()).publicKey);
    const [one, two] = [
      await makeReport(task, DELTA, key, platformRandom),
      await makeReport(task, DELTA, key, platformRandom),
    ];
    expect(one.bytes.length).toBe(two.bytes.length);
    expect(one.sha256).not.toBe(two.sha256);
    const same = one.bytes.slice(180).filter((byte, i) => byte === two.bytes[180 + i]).length;
    expect(same / one.bytes.length).toBeLessThan(0.06);
  });
});

describe('the board', () => {
  const board = async (
    by: Signer,
    changes: { shop?: string; task?: Partial<Task> } = {},
    taskBy = by,
  ): Promise<Answer> => {
    const shop = changes.shop ?? SHOP;
    const pointer = { format: 'inkling-pointer/1', shop, release: RELEASE, round: null, publishedAtMs: NOW_MS };
    const signedTask = await taskBy.sign({ ...task, ...changes.task });
    const body = { format: 'inkling-board/1', current: await by.sign(pointer), task: signedTask };
    return () => Response.json(body);
  };
  const codeOf = async (answer: Answer, parties = PARTIES, environment = browser({ board: answer }).environment) => {
    const result = await fetchTasks(environment, parties);
    return result.ok ? 'ok' : result.problem.code;
  };

  it('gives the task and the current release that the aggregator signed', async () => {
    const { environment, sent } = browser({ board: await board(aggregator) });
    const offer = await fetchTasks(environment, PARTIES);
    expect(offer.ok && offer.value.task).toEqual(task);
    const pointer = await fetchReleasePointer(environment, PARTIES);
    expect(pointer.ok && pointer.value.release).toBe(RELEASE);
    expect(sent[0]?.url).toBe('https://sum.example/v1/tasks/tea-house');
  });

  it('is refused from any key but that of the options', async () => {
    const parties = { ...PARTIES, aggregatorKey: (await newSigner()).publicKey };
    expect(await codeOf(await board(aggregator), parties)).toBe('bad-signature');
    expect(await codeOf(await board(aggregator), { ...PARTIES, aggregatorKey: aggregator.publicKey })).toBe('ok');
  });

  it('is refused from another key than that of the first visit', async () => {
    const stranger = await newSigner();
    let answer = await board(aggregator);
    const { environment } = browser({ board: () => answer() });
    expect(await codeOf(answer, PARTIES, environment)).toBe('ok');
    answer = await board(stranger);
    expect(await codeOf(answer, PARTIES, environment)).toBe('bad-signature');
  });

  it('is refused when one part is of another key, another shop, or changed', async () => {
    expect(await codeOf(await board(aggregator, {}, await newSigner()))).toBe('bad-signature');
    expect(await codeOf(await board(aggregator, { shop: 'coffee', task: { shop: 'coffee' } }))).toBe('wrong-shop');
    const body = (await (await (await board(aggregator))()).json()) as { task: { body: Task } };
    body.task.body = { ...body.task.body, noiseMultiplier: 0 };
    expect(await codeOf(() => Response.json(body))).toBe('bad-signature');
  });

  it('is a problem with a code when it is none, or nobody answers', async () => {
    expect(await codeOf(() => new Response('<html>'))).toBe('malformed');
    expect(await codeOf(() => Response.json({ format: 'inkling-board/2' }))).toBe('malformed');
    expect(await codeOf(problem(404, 'wrong-shop'))).toBe('wrong-shop');
    expect(await codeOf(() => new Response('bad gateway', { status: 502 }))).toBe('unreachable');
    expect(await codeOf(() => Promise.reject(new TypeError('no network')))).toBe('unreachable');
  });
});
