/**
 * The helper's process: the second party of the sync, with its own keys and its own database. It sees seeds and ids,
 * never a vector; it opens a round once, and only behind the noise its policy asks for.
 */
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { systemClock } from '../../src/base/clock.ts';
import { errorBody } from '../../src/protocol/error-body.ts';
import { readJson } from '../../src/protocol/fields.ts';
import type { HelperPolicy } from '../../src/protocol/helper-keys.ts';
import { httpStatusOf } from '../../src/protocol/http-status.ts';
import { type Parsed, type Problem, refused } from '../../src/protocol/problem.ts';
import { type Answerer, answerRequest } from './answer-request.ts';
import { openHelperStore } from './helper-store.ts';
import { loadKeys } from './load-keys.ts';

export interface HelperOptions {
  /** Folder of this helper's keys and database; made at the first start. Never shared with an aggregator. */
  readonly dataDir: string;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly policy: {
    /** Smaller cohorts are never opened; at least 2. */
    readonly minimumCohort: number;
    /** z: tasks with less noise are refused. 0 allows tasks without noise, for tests and demonstrations. */
    readonly minimumNoiseMultiplier: number;
    /** Ed25519 key of the one aggregator that may ask, in hexadecimal; absent: the first of each shop is pinned. */
    readonly aggregatorKey?: string;
  };
  /** Closes the helper when it aborts. */
  readonly signal?: AbortSignal;
}

export interface RunningServer {
  /** Origin without a trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** 100,000 reports of about 230 bytes. */
const MAX_BODY_BYTES = 32 * 2 ** 20;

/** @throws StoreError when keys or database are not usable; what listen() throws when the port is taken */
export async function startHelper(options: HelperOptions): Promise<RunningServer> {
  options.signal?.throwIfAborted();
  const { aggregatorKey, minimumCohort, minimumNoiseMultiplier } = options.policy;
  const policy: HelperPolicy = {
    format: 'inkling-helper-policy/1',
    minimumCohort: Math.max(2, minimumCohort),
    minimumNoiseMultiplier,
    aggregatorKeys: aggregatorKey === undefined ? 'first-use' : 'configured',
  };
  const keys = await loadKeys(options.dataDir);
  const store = openHelperStore(options.dataDir);
  const answerer = { store, keys, policy, clock: systemClock, ...(aggregatorKey && { aggregatorKey }) };
  const server = routes(answerer);
  server.addHook('onClose', () => store.close());
  const url = await server.listen({ host: options.host, port: options.port });
  options.signal?.addEventListener('abort', () => void server.close(), { once: true });
  return { url, close: () => server.close() };
}

function routes(answerer: Answerer): FastifyInstance {
  const server = fastify({ bodyLimit: MAX_BODY_BYTES, logger: false });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_, text, done) =>
    done(null, readJson(String(text))),
  );
  server.addHook('onSend', async (_, reply) => void reply.header('access-control-allow-origin', '*'));
  server.setErrorHandler((error, _, reply) => fail(reply, problemOf(error)));
  server.setNotFoundHandler((_, reply) => fail(reply, refused('not-found', 'no such address').problem));
  server.get('/keys', async () => answerer.keys.shown);
  server.get('/policy', async () => answerer.policy);
  server.get<{ Params: { round: string } }>('/receipts/:round', async ({ params }, reply) => {
    const answers = answerer.store.database.selectFrom('answers').select('receipt').where('round', '=', params.round);
    const row = await answers.executeTakeFirst();
    if (!row) return fail(reply, refused('not-found', 'no receipt for this round').problem);
    return reply.type('application/json').send(row.receipt);
  });
  const inTurn = oneAtATime();
  server.post('/v1/aggregate-shares', async ({ body }, reply) => {
    const answer = await inTurn(() => answerRequest(answerer, body));
    if (!answer.ok) return fail(reply, answer.problem);
    return reply.type('application/json').send(answer.value);
  });
  return server;
}

/** Requests wait for each other, so that of two equal ones the second finds the answer of the first. */
function oneAtATime() {
  let last: Promise<unknown> = Promise.resolve();
  return (work: () => Promise<Parsed<string>>): Promise<Parsed<string>> => {
    const mine = last.then(work, work);
    last = mine;
    return mine;
  };
}

function fail(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.code(httpStatusOf(problem.code)).send(errorBody(problem));
}

/** What fastify found wrong before us; anything of ours is `internal`, and its text stays here. */
function problemOf(error: unknown): Problem {
  const status = (error as { statusCode?: unknown }).statusCode;
  if (status === 413) return refused('too-large', `body: at most ${MAX_BODY_BYTES} bytes`).problem;
  if (typeof status === 'number' && status < 500) return refused('malformed', 'request is not readable').problem;
  return refused('internal', 'the helper failed').problem;
}
