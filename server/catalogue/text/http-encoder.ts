/**
 * A text encoder behind an address: `POST {model, input: [text, ...]}`, answered with `{data: [{index, embedding}, ...]}`, as OpenAI,
 * Ollama, vLLM and Text Embeddings Inference have it. The catalogue's titles go there; nothing of shoppers does.
 * @see https://platform.openai.com/docs/api-reference/embeddings
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type TextEncoder, TextEncoderError } from './text-encoder.ts';

export interface HttpEncoderOptions {
  readonly url: string;
  /** As the API names it. */
  readonly model: string;
  /** Sent as a bearer token, where there is one. */
  readonly key?: string | undefined;
  /** Waits before another try, milliseconds. */
  readonly waitsMs?: readonly number[];
}

const BATCH = 64;
const TIMEOUT_MS = 60_000;
/** Busy servers are asked again, later each time. */
const WAITS_MS = [1000, 4000, 16_000];

/** Asks once, to know how wide its vectors are. @throws TextEncoderError when it cannot be reached or answers something else */
export async function httpEncoder(options: HttpEncoderOptions, signal?: AbortSignal): Promise<TextEncoder> {
  const name = `${new URL(options.url).host} ${options.model}`.trim();
  const [probe] = await embed(['.'], options, signal);
  const dim = probe?.length ?? 0;
  if (dim === 0) throw new TextEncoderError(`${name}: answered an empty vector`);
  return {
    id: name,
    // Whoever runs the server says when a model changes: by its name.
    version: options.url,
    dim,
    language: 'mul',
    batch: BATCH,
    async encode(texts, encodeSignal) {
      if (texts.length === 0) return new Float32Array(0);
      const rows = await embed(
        texts.map((text) => text.trim() || '.'),
        options,
        encodeSignal,
      );
      const wrong = rows.find((row) => row.length !== dim);
      if (wrong) throw new TextEncoderError(`${name}: vectors of ${dim} and of ${wrong.length} numbers`);
      return Float32Array.from(rows.flat());
    },
    dispose: () => {},
  };
}

async function embed(texts: readonly string[], options: HttpEncoderOptions, signal?: AbortSignal): Promise<number[][]> {
  const waits = options.waitsMs ?? WAITS_MS;
  for (let attempt = 0; ; attempt++) {
    const response = await ask(texts, options, signal);
    const busy = response.status === 429 || response.status >= 500;
    const wait = waits[attempt];
    const place = placeOf(options.url);
    if (response.ok) return rowsIn(await response.json().catch(() => undefined), texts.length, place);
    await response.body?.cancel();
    if (!busy || wait === undefined)
      throw new TextEncoderError(`${place}: status ${response.status}${hint(response.status)}`);
    await sleep(wait, undefined, { signal });
  }
}

async function ask(
  texts: readonly string[],
  { url, model, key }: HttpEncoderOptions,
  signal?: AbortSignal,
): Promise<Response> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify({ model, input: texts }),
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  }).catch((error: Error) => {
    signal?.throwIfAborted();
    const why = timeout.aborted
      ? `no answer in ${TIMEOUT_MS / 1000} s`
      : ((error.cause as Error)?.message ?? error.message);
    throw new TextEncoderError(`${placeOf(url)}: cannot be reached (${why})`);
  });
}

/** An address as messages may show it: some services take their key behind the question mark. */
function placeOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

/** In the order of the texts, whatever the order of the answer. */
function rowsIn(body: unknown, count: number, place: string): number[][] {
  const { data } = (body ?? {}) as { readonly data?: unknown };
  const rows: number[][] = [];
  if (Array.isArray(data)) {
    data.forEach((entry: { index?: unknown; embedding?: unknown }, at) => {
      const { index = at, embedding } = entry ?? {};
      if (typeof index === 'number' && Array.isArray(embedding) && embedding.every(Number.isFinite))
        rows[index] = embedding;
    });
  }
  if (rows.length !== count || Object.keys(rows).length !== count) {
    throw new TextEncoderError(`${place}: answered something else than ${count} vectors in {data: [{embedding}]}`);
  }
  return rows;
}

function hint(status: number): string {
  if (status === 401 || status === 403) return ': set INKLING_TEXT_ENCODER_KEY';
  return status === 404 ? ': is the path right, as in /v1/embeddings?' : '';
}
