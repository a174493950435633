import { describe, expect, it } from 'vitest';
import { leavingWords, NO_WORD, readEngineWord } from './engine-word.ts';

const status = (sync: object, events = 6) => ({
  backend: 'wasm',
  storage: 'indexeddb',
  rememberedEvents: events,
  sync: { reportsSent: 0, ...sync },
});

describe('what the demo panel says', () => {
  it('tells what is remembered and where', () => {
    expect(readEngineWord(status({ state: 'off' }))).toMatchObject({
      backend: 'WebAssembly, on the processor',
      remembered: '6 things you did, on this device',
      round: 'Not taking part',
    });
    expect(readEngineWord({ ...status({}, 1), storage: 'memory' }).remembered).toBe(
      '1 thing you did, until you close this page',
    );
    expect(readEngineWord(undefined)).toEqual(NO_WORD);
  });

  it('says that nothing is sent only where nothing is', () => {
    const idle = readEngineWord(status({ state: 'idle' }));
    expect(leavingWords(idle, false)).toMatch(/not sent anywhere/);
    expect(leavingWords(idle, true)).toMatch(/may be sent/);
    // Global Privacy Control or a missing ledger outranks the answer.
    expect(leavingWords(readEngineWord(status({ state: 'off' })), true)).toMatch(/not sent anywhere/);
    expect(leavingWords(NO_WORD, true)).not.toMatch(/not sent anywhere/);
  });

  it('names what was sent', () => {
    const reported = readEngineWord(status({ state: 'reported', reportsSent: 1, lastRound: 'r-1' }));
    expect(reported.round).toBe('r-1');
    expect(leavingWords(reported, true)).toMatch(/has sent one masked change /);
    expect(leavingWords({ ...reported, reportsSent: 2 }, true)).toMatch(/has sent 2 masked changes /);
  });
});
