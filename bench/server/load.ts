/** Sends bodies as a fleet of browsers would that all come at once. */
import { Agent, request } from 'node:http';

const SOCKETS = 100;

/** @returns bodies a second. @throws Error for an answer other than 201 */
export async function bodiesASecond(url: string, path: string, bodies: readonly Uint8Array[]): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS });
  const startMs = performance.now();
  let next = 0;
  const sender = async () => {
    for (let body = bodies[next++]; body; body = bodies[next++]) await post(agent, new URL(path, url), body);
  };
  try {
    await Promise.all(Array.from({ length: SOCKETS }, sender));
  } finally {
    agent.destroy();
  }
  return (1000 * bodies.length) / (performance.now() - startMs);
}

function post(agent: Agent, url: URL, body: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/octet-stream', 'content-length': body.length };
    const sending = request(url, { agent, method: 'POST', headers }, (answer) => {
      answer.resume().on('end', () => {
        if (answer.statusCode === 201) resolve();
        else reject(new Error(`${url.pathname}: answered ${answer.statusCode}`));
      });
    });
    sending.on('error', reject).end(body);
  });
}
