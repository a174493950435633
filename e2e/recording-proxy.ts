/** A transparent proxy in front of one of our servers that keeps every request to it, byte for byte. */
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RecordedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Names and values as they came. */
  readonly headers: string;
  readonly body: Buffer;
}

export interface RecordingProxy {
  /** Origin without a trailing slash. */
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  close(): Promise<void>;
}

/** @param target origin of the server behind, asked at each request since it may start later */
export async function recordingProxy(target: () => string): Promise<RecordingProxy> {
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, answer) => {
    relay(incoming, answer, target(), requests).catch(() => answer.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}

async function relay(
  incoming: IncomingMessage,
  answer: ServerResponse,
  origin: string,
  requests: RecordedRequest[],
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const { method = '', url = '', rawHeaders } = incoming;
  requests.push({ method, url, headers: rawHeaders.join('\n'), body });
  const { hostname, port } = new URL(origin);
  const outgoing = forward({ hostname, port, method, path: url, headers: incoming.headers }, (response) => {
    answer.writeHead(response.statusCode ?? 502, response.rawHeaders);
    response.pipe(answer);
  });
  outgoing.on('error', () => answer.destroy());
  outgoing.end(body);
}
