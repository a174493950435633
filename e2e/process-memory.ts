/** Looks for bytes in what a running process holds: every writable mapping, so heap, stacks and buffers alike. Linux. */
import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';

const CHUNK = 16 * 1024 * 1024;
const UNREADABLE_STEP = 4096;

/** Whether this system lets a process be read. */
export function canReadMemory(): boolean {
  return existsSync(`/proc/${process.pid}/mem`);
}

/** Names of the needles that are in the memory of `pid`, and how many bytes were looked at. */
export async function searchMemory(
  pid: number,
  needles: ReadonlyMap<string, Buffer>,
): Promise<{ readonly found: readonly string[]; readonly bytes: number }> {
  const longest = Math.max(...[...needles.values()].map((needle) => needle.length));
  const found = new Set<string>();
  let bytes = 0;
  const memory = await open(`/proc/${pid}/mem`, 'r');
  try {
    for (const { begin, end } of await writableMappings(pid)) {
      let at = begin;
      while (at < end) {
        const part = await readPart(memory, at, Math.min(CHUNK, end - at));
        for (const [name, needle] of needles) if (part.includes(needle)) found.add(name);
        // Parts overlap, or a needle across their border would be missed; what cannot be read is stepped over.
        const step = part.length > longest ? part.length - (at + part.length < end ? longest : 0) : UNREADABLE_STEP;
        bytes += Math.min(step, part.length);
        at += step;
      }
    }
  } finally {
    await memory.close();
  }
  return { found: [...found], bytes };
}

async function writableMappings(pid: number): Promise<{ begin: number; end: number }[]> {
  const lines = (await readFile(`/proc/${pid}/maps`, 'utf8')).split('\n');
  return lines.flatMap((line) => {
    const [, begin, end] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
    return begin && end ? [{ begin: Number.parseInt(begin, 16), end: Number.parseInt(end, 16) }] : [];
  });
}

/** As far as it can be read: a mapping may go while we look, and some are only promised. */
async function readPart(memory: Awaited<ReturnType<typeof open>>, at: number, length: number): Promise<Buffer> {
  const part = Buffer.alloc(length);
  try {
    const { bytesRead } = await memory.read(part, 0, length, at);
    return part.subarray(0, bytesRead);
  } catch {
    return part.subarray(0, 0);
  }
}
