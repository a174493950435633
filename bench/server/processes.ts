/** Servers in processes of their own, and what they take of the machine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { LogError } from '../../server/trainer/read-logs.ts';
import { present } from '../../src/base/must.ts';

export interface ServerProcess {
  readonly url: string;
  /** Processor seconds so far, all threads; NaN where the system does not tell. */
  cpuSeconds(): number;
  /** Memory that is resident; NaN where the system does not tell. */
  residentMb(): number;
  stop(): Promise<void>;
}

/** `inkling ARGUMENTS` of this repository, once it has said where it listens. */
export function startInkling(args: readonly string[]): Promise<ServerProcess> {
  return started(spawn(process.execPath, ['scripts/inkling.mjs', ...args], { stdio: ['ignore', 'pipe', 'inherit'] }));
}

/** What any server costs: bodies are read and dropped, answers are empty. */
export function startBareServer(): Promise<ServerProcess> {
  const script = `require('node:http').createServer((request, reply) => {
    request.on('data', () => {}).on('end', () => reply.writeHead(201).end());
  }).listen(0, '127.0.0.1', function () { console.log('bare on http://127.0.0.1:' + this.address().port); });`;
  return started(spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] }));
}

async function started(child: ChildProcess): Promise<ServerProcess> {
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new LogError(`server: one of the processes ended (exit code ${code})`)));
    createInterface(present(child.stdout ?? undefined, 'piped stdout')).on('line', (line) => {
      const [, said] = / on (http:\S+)$/.exec(line) ?? [];
      if (said) resolve(said);
    });
  });
  const pid = present(child.pid, 'pid of a started process');
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    url,
    cpuSeconds: () => cpuSecondsOf(pid),
    residentMb: () => residentMbOf(pid),
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Ticks of /proc are hundredths of a second on every Linux that Node runs on. */
const TICKS_A_SECOND = 100;
const PAGE_BYTES = 4096;

function cpuSecondsOf(pid: number): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return Number.NaN;
  // The name of the process, in parentheses, may hold spaces.
  const fields = readFileSync(file, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

function residentMbOf(pid: number): number {
  const file = `/proc/${pid}/statm`;
  if (!existsSync(file)) return Number.NaN;
  return (Number(readFileSync(file, 'utf8').split(' ')[1]) * PAGE_BYTES) / 2 ** 20;
}
