import type { IncomingMessage } from 'node:http';
import { type Parsed, parsed, refused } from '../../src/protocol/problem.ts';

/**
 * The bytes of a request, no more than `maxBytes` of them: what is announced longer is refused unread, and what turns
 * out longer is refused at the first byte too many. Compressed bodies are refused, since nobody can see their length.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Parsed<Uint8Array<ArrayBuffer>>> {
  const tooLarge = refused('too-large', `body: at most ${maxBytes} bytes`);
  if (request.headers['content-encoding'] !== undefined) return refused('malformed', 'compressed bodies are not taken');
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return tooLarge;
  const body = new Uint8Array(maxBytes);
  let at = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      if (at + chunk.length > maxBytes) return tooLarge;
      body.set(chunk, at);
      at += chunk.length;
    }
  } catch {
    return refused('wrong-length', 'the body ended early');
  }
  return parsed(body.subarray(0, at));
}
