/** What the recommendation engine says of itself, in the words of the demo panel. Read field by field: the shop shares no type with it. */

/** The last status, in words. */
export interface EngineWord {
  readonly backend: string;
  readonly remembered: string;
  readonly round: string;
  /** Whether rounds are taken part in; undefined before the first word. */
  readonly takesPart?: boolean;
  readonly reportsSent: number;
}

/** Before the engine has said anything. */
export const NO_WORD: EngineWord = {
  backend: 'No word yet',
  remembered: 'No word yet',
  round: 'None yet',
  reportsSent: 0,
};
const BACKENDS: Readonly<Record<string, string>> = {
  webgpu: 'WebGPU, on the graphics chip',
  wasm: 'WebAssembly, on the processor',
  plain: 'JavaScript, on the processor',
};
const STORAGES: Readonly<Record<string, string>> = {
  indexeddb: ', on this device',
  memory: ', until you close this page',
};

/** @param detail of an `inkling:status` event */
export function readEngineWord(detail: unknown): EngineWord {
  const status = asRecord(detail);
  const sync = asRecord(status.sync);
  const takesPart = typeof sync.state === 'string' ? { takesPart: sync.state !== 'off' } : {};
  return {
    backend: BACKENDS[String(status.backend)] ?? NO_WORD.backend,
    remembered: remembered(status.rememberedEvents, STORAGES[String(status.storage)] ?? ''),
    round: roundOf(sync),
    ...takesPart,
    reportsSent: typeof sync.reportsSent === 'number' ? sync.reportsSent : 0,
  };
}

/** What of the shopper's doing leaves this browser. @param allowed the shopper's own answer on shared learning */
export function leavingWords({ takesPart, reportsSent }: EngineWord, allowed: boolean): string {
  if (!allowed || takesPart === false) return 'What you do here is not sent anywhere.';
  const never = 'What you looked at, searched for or bought is in none of them.';
  if (reportsSent === 0)
    return `You take part in shared learning: masked changes of the common model may be sent. ${never}`;
  const sent = reportsSent === 1 ? 'one masked change' : `${reportsSent} masked changes`;
  return `You take part in shared learning: this browser has sent ${sent} of the common model. ${never}`;
}

function remembered(events: unknown, where: string): string {
  if (typeof events !== 'number') return NO_WORD.remembered;
  return `${events} ${events === 1 ? 'thing' : 'things'} you did${where}`;
}

function roundOf(sync: Readonly<Record<string, unknown>>): string {
  if (typeof sync.lastRound === 'string') return sync.lastRound;
  return sync.state === 'off' ? 'Not taking part' : NO_WORD.round;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
