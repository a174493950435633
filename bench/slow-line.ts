/** A forward proxy for plain HTTP that is as slow as a shopper's line: one delay each way, one speed for all answers together. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface SlowLine {
  readonly port: number;
  close(): void;
}

export async function slowLine(speed: {
  readonly bytesPerSecond: number;
  readonly delayMs: number;
}): Promise<SlowLine> {
  // When the line has sent all that was given to it so far.
  let freeMs = performance.now();
  const server = createServer(async (asked, answer) => {
    await sleep(speed.delayMs);
    const { method, headers, url = '' } = asked;
    const forward = request(url, { ...(method && { method }), headers }, async (got) => {
      await sleep(speed.delayMs);
      answer.writeHead(got.statusCode ?? 502, got.headers);
      for await (const chunk of got) {
        const bytes = (chunk as Buffer).length;
        freeMs = Math.max(freeMs, performance.now()) + (1000 * bytes) / speed.bytesPerSecond;
        await sleep(freeMs - performance.now());
        answer.write(chunk);
      }
      answer.end();
    });
    forward.on('error', () => answer.destroy());
    asked.pipe(forward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
