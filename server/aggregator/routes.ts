/** The aggregator's HTTP face. Open to every origin, without credentials: it serves and takes what is public or masked. */
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { present } from '../../src/base/must.ts';
import { parseSha256 } from '../../src/domain/ids.ts';
import { errorBody } from '../../src/protocol/error-body.ts';
import { readJson } from '../../src/protocol/fields.ts';
import { httpStatusOf } from '../../src/protocol/http-status.ts';
import { type Problem, refused } from '../../src/protocol/problem.ts';
import { reportBytes } from '../../src/protocol/report.ts';
import type { Aggregator } from './aggregator.ts';
import { readBody } from './read-body.ts';
import { currentPublication } from './releases.ts';
import type { ReportIntake } from './report-intake.ts';
import { roundStatusOf } from './round-status.ts';
import { activeRound, roundById } from './rounds/round-record.ts';

/** A report takes seconds even on a slow line; a connection that dawdles longer is cut. */
const REQUEST_TIMEOUT_MS = 30_000;
const LARGEST_REPORT = reportBytes({ paddedLength: 16_384, ringBits: 32 });
/** Spread, so that browsers that were turned away together do not come back together. */
const RETRY_AFTER_S = { least: 2, most: 10 };

export function routes(aggregator: Aggregator, intake: ReportIntake): FastifyInstance {
  const server = fastify({ logger: false, requestTimeout: REQUEST_TIMEOUT_MS, forceCloseConnections: true });
  server.removeAllContentTypeParsers();
  // The body stays a stream: the report route reads it with its own limit.
  server.addContentTypeParser('application/octet-stream', (_, __, done) => done(null));
  server.addHook('onSend', async (_, reply) => void reply.header('access-control-allow-origin', '*'));
  server.setErrorHandler((error, _, reply) => fail(reply, problemOf(error)));
  server.setNotFoundHandler((_, reply) => fail(reply, refused('not-found', 'no such address').problem));
  preflight(server);
  taskRoute(server, aggregator);
  modelRoute(server, aggregator);
  roundRoute(server, aggregator);
  reportRoute(server, intake);
  return server;
}

function preflight(server: FastifyInstance): void {
  server.options('/*', async (_, reply) =>
    reply
      .header('access-control-allow-methods', 'GET, POST')
      .header('access-control-allow-headers', 'content-type')
      .header('access-control-max-age', '86400')
      .header('access-control-expose-headers', 'retry-after')
      .code(204)
      .send(),
  );
}

function taskRoute(server: FastifyInstance, { shop, store }: Aggregator): void {
  server.get<{ Params: { shop: string } }>('/v1/tasks/:shop', async ({ params }, reply) => {
    if (params.shop !== shop) return fail(reply, refused('wrong-shop', 'no such shop here').problem, 404);
    const current = present(await currentPublication(store), 'current release');
    const round = await activeRound(store);
    const task = round?.phase === 'OPEN' ? round.signedTask : null;
    reply.header('cache-control', 'no-cache');
    return { format: 'inkling-board/1', current: readJson(current.pointer), task };
  });
}

function modelRoute(server: FastifyInstance, { blobs }: Aggregator): void {
  server.get<{ Params: { sha256: string } }>('/v1/models/:sha256', async ({ params }, reply) => {
    const hash = parseSha256(params.sha256);
    const bytes = hash && (await blobs.get(hash));
    if (!bytes) return fail(reply, refused('not-found', 'no such file').problem);
    return reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('cross-origin-resource-policy', 'cross-origin')
      .type('application/octet-stream')
      .send(Buffer.from(bytes.buffer));
  });
}

function roundRoute(server: FastifyInstance, { shop, store }: Aggregator): void {
  server.get<{ Params: { id: string } }>('/v1/rounds/:id', async ({ params }, reply) => {
    const round = await roundById(store, params.id);
    if (!round) return fail(reply, refused('not-found', 'no such round').problem);
    reply.header('cache-control', 'no-cache');
    return roundStatusOf(shop, round);
  });
}

function reportRoute(server: FastifyInstance, intake: ReportIntake): void {
  server.post('/v1/reports', async (request, reply) => {
    const body = await readBody(request.raw, (await intake.expectedBytes()) ?? LARGEST_REPORT);
    if (!body.ok) return fail(reply, body.problem);
    const result = await intake.accept(body.value);
    return result.ok ? reply.code(201).send({ format: 'inkling-accepted/1' }) : fail(reply, result.problem);
  });
}

function fail(reply: FastifyReply, problem: Problem, status = httpStatusOf(problem.code)): FastifyReply {
  if (problem.code === 'busy') {
    const { least, most } = RETRY_AFTER_S;
    reply.header('retry-after', String(least + Math.floor(Math.random() * (most - least + 1))));
    reply.header('access-control-expose-headers', 'retry-after');
  }
  if (problem.code === 'too-large') reply.header('connection', 'close');
  return reply.code(status).send(errorBody(problem));
}

/** What fastify found wrong before us; anything of ours is `internal`, and its text stays here. */
function problemOf(error: unknown): Problem {
  const status = (error as { statusCode?: unknown }).statusCode;
  if (typeof status === 'number' && status < 500) return refused('malformed', 'request is not readable').problem;
  return refused('internal', 'the aggregator failed').problem;
}
