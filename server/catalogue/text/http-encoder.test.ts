import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { httpEncoder } from './http-encoder.ts';
import { TextEncoderError } from './text-encoder.ts';

let server: Server | undefined;
afterEach(() => server?.close());

interface Asked {
  readonly model: string;
  readonly input: readonly string[];
  readonly authorization: string | undefined;
}
type Answer = (asked: Asked, at: number) => { readonly status?: number; readonly body?: unknown };

/** An embeddings API on a real socket. */
async function api(answer: Answer): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  server = createServer(async (request, response) => {
    const question = { ...(await bodyOf(request)), authorization: request.headers.authorization };
    const { status = 200, body } = answer(question, asked.push(question) - 1);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/embeddings`, asked };
}

async function bodyOf(request: IncomingMessage): Promise<Omit<Asked, 'authorization'>> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return JSON.parse(text);
}

const lengths: Answer = ({ input }) => ({
  body: { data: input.map((text, index) => ({ index, embedding: [text.length, 1] })).reverse() },
});

it('gives each text its row, whatever the order of the answer, with model and key', async () => {
  const { url, asked } = await api(lengths);
  const encoder = await httpEncoder({ url, model: 'small', key: 'secret' });
  expect(encoder.dim).toBe(2);
  expect([...(await encoder.encode(['red mug', 'pan', '']))]).toEqual([7, 1, 3, 1, 1, 1]);
  expect(asked.every(({ model, authorization }) => model === 'small' && authorization === 'Bearer secret')).toBe(true);
  expect(encoder.id).toContain('small');
});

it('asks a busy server again, and gives up in the end', async () => {
  const { url } = await api((asked, at) => (at < 2 ? { status: 429 } : lengths(asked, at)));
  expect((await httpEncoder({ url, model: '', waitsMs: [1, 1] })).dim).toBe(2);
  server?.close();
  const down = await api(() => ({ status: 503 }));
  await expect(httpEncoder({ url: down.url, model: '', waitsMs: [1, 1] })).rejects.toThrow('status 503');
  expect(down.asked).toHaveLength(3);
});

it.each([
  ['a key is wanted', () => ({ status: 401 }), 'INKLING_TEXT_ENCODER_KEY'],
  ['the path is wrong', () => ({ status: 404 }), '/v1/embeddings'],
  ['no vectors', () => ({ body: { data: [] } }), 'something else than 1 vectors'],
  ['no JSON object', () => ({ body: 'hello' }), 'something else than 1 vectors'],
  ['words for numbers', () => ({ body: { data: [{ embedding: ['a'] }] } }), 'something else than 1 vectors'],
  ['an empty vector', () => ({ body: { data: [{ embedding: [] }] } }), 'empty vector'],
] as [string, Answer, string][])('says what to do where %s', async (_, answer, words) => {
  const { url } = await api(answer);
  await expect(httpEncoder({ url, model: '' })).rejects.toThrow(words);
});

it('shows no key that an address holds', async () => {
  const { url } = await api(() => ({ status: 403 }));
  const refused = await httpEncoder({ url: `${url}?api-key=hush`, model: '' }).catch((error: Error) => error.message);
  expect(refused).toMatch(/embeddings: status 403/);
  expect(refused).not.toContain('hush');
  const away = 'http://127.0.0.1:9/v1/embeddings?api-key=hush';
  await expect(httpEncoder({ url: away, model: '' })).rejects.toThrow(/^(?!.*hush).*cannot be reached/);
});

it('refuses vectors of another width, and says when nobody is there', async () => {
  const { url } = await api((asked, at) => (at === 0 ? lengths(asked, at) : { body: { data: [{ embedding: [1] }] } }));
  const encoder = await httpEncoder({ url, model: '' });
  await expect(encoder.encode(['mug'])).rejects.toThrow('vectors of 2 and of 1');
  server?.close();
  await expect(httpEncoder({ url: 'http://127.0.0.1:9/v1/embeddings', model: '' })).rejects.toThrow(TextEncoderError);
});
