import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleTask } from '../../test/kit/sample-task.ts';
import vectors from '../../test/vectors/report.json';
import { fromHex, toHex } from '../base/bytes.ts';
import { present } from '../base/must.ts';
import { parseShareRequest, parseShareResponse } from './aggregate-share.ts';
import { parseErrorBody } from './error-body.ts';
import { readJson } from './fields.ts';
import { helperKeyId, parseHelperKeys, sealingKeyFor } from './helper-keys.ts';
import type { Parsed } from './problem.ts';
import { parseSignedReceipt, reportIdsHash } from './receipt.ts';
import { parseSignedPointer } from './release-pointer.ts';
import { encodeReport, parseReport, type ReportHeader, reportBytes } from './report.ts';
import { generateSigningKey, signer, verifySigned } from './signed-message.ts';
import { parseSignedTask, taskHashOf } from './task.ts';
import { parseTaskBoard } from './task-board.ts';

const { report: vector } = vectors;
const codeOf = (result: Parsed<unknown>) => (result.ok ? 'ok' : result.problem.code);
const hex = (text: string) => present(fromHex(text), 'hexadecimal');

describe('report bytes', () => {
  const header = vector as ReportHeader;

  it('are those of the vector, both ways', async () => {
    const bytes = await encodeReport(header, hex(vector.sealedSeedHex), Uint32Array.from(vector.words));
    expect(toHex(bytes)).toBe(vector.bytesHex);
    const back = await parseReport(bytes);
    if (!back.ok) throw new Error(back.problem.message);
    expect([...back.value.maskedVector]).toEqual(vector.words);
    expect(toHex(back.value.sealedSeed)).toBe(vector.sealedSeedHex);
    expect(back.value.header).toMatchObject({ reportId: vector.reportId, expiresAtMs: vector.expiresAtMs });
  });

  it('fit 33.5 kB at 16,384 coordinates of 16 bits', () => {
    expect(reportBytes({ paddedLength: 16_384, ringBits: 16 })).toBe(32_980);
    expect(32_980).toBeLessThanOrEqual(33_500);
  });

  it('are refused after any single flipped bit', async () => {
    const good = hex(vector.bytesHex);
    for (let bit = 0; bit < good.length * 8; bit++) {
      const bad = good.slice();
      bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(codeOf(await parseReport(bad))).not.toBe('ok');
    }
  });

  it('are refused at any other length, with a code', async () => {
    const good = hex(vector.bytesHex);
    for (const bytes of [good.slice(0, -1), good.slice(0, 99), new Uint8Array(0), new Uint8Array([...good, 0])]) {
      expect(codeOf(await parseReport(bytes))).toBe('wrong-length');
    }
    expect(codeOf(await parseReport(Uint8Array.from([...good.slice(0, 4), 2, ...good.slice(5)])))).toBe(
      'wrong-version',
    );
  });

  it('never throw, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (noise, withHead) => {
        const bytes = withHead ? Uint8Array.from([...hex(vector.bytesHex).slice(0, 12), ...noise]) : noise.slice();
        expect(codeOf(await parseReport(bytes))).not.toBe('ok');
      }),
      { numRuns: 400 },
    );
  });
});

describe('JSON messages', () => {
  const parsers = {
    task: parseSignedTask,
    board: parseTaskBoard,
    pointer: parseSignedPointer,
    request: parseShareRequest,
    share: parseShareResponse,
    receipt: parseSignedReceipt,
    keys: parseHelperKeys,
  };

  it.each(Object.entries(parsers))('%s: anything else is a typed problem, never an exception', (_, parse) => {
    fc.assert(
      fc.property(
        fc.oneof(fc.json().map(readJson), fc.anything(), fc.object({ key: fc.constantFrom('body', 'format', 'task') })),
        (input) => {
          expect(codeOf(parse(input))).toBe('malformed');
        },
      ),
      { numRuns: 300 },
    );
  });

  it('read text that is not JSON as nothing', () => {
    expect(readJson('{"a":')).toBeUndefined();
    expect(parseErrorBody(readJson('<html>'))).toBeUndefined();
  });
});

describe('task', () => {
  const signed = (changes: object) => ({
    body: sampleTask(changes),
    publicKey: 'a1'.repeat(32),
    signature: 'b2'.repeat(64),
  });

  it('is taken when it is coherent', () => {
    expect(codeOf(parseSignedTask(signed({})))).toBe('ok');
  });

  it.each([
    [{ paddedLength: 96 }, 'power of two'],
    [{ sharedParameters: 65 }, 'fit paddedLength'],
    [{ minimumCohort: 41 }, 'minimumCohort'],
    [{ expiresAtMs: 5 }, 'in order'],
    [{ ringBits: 16, maximumReports: 2_000 }, 'fits ringBits'],
    [{ ringBits: 18 }, 'ringBits'],
    [{ maxL2Norm: 0 }, 'maxL2Norm'],
    [{ shop: '../etc' }, 'shop'],
    [{ noiseMultiplier: Number.NaN }, 'noiseMultiplier'],
    [{ extra: 1 }, 'extra'],
  ])('is refused with a word on why: %j', (changes, word) => {
    const result = parseSignedTask(signed(changes));
    expect(result.ok ? '' : result.problem.message).toContain(word);
  });

  it('hashes to another value when any field changes', async () => {
    const hashes = new Set<string>();
    for (const changes of [{}, { round: 'r2-5f0c' }, { shop: 'coffee' }, { expiresAtMs: 1_790_000_999_999 }]) {
      hashes.add(await taskHashOf(sampleTask(changes)));
    }
    expect(hashes.size).toBe(4);
  });
});

describe('signatures', () => {
  it('hold for the body they were made for, by the key that is trusted', async () => {
    const pair = await generateSigningKey();
    const other = await generateSigningKey();
    const message = await (await signer(pair.privateKey, pair.publicKey)).sign(sampleTask());
    expect(codeOf(await verifySigned(message, pair.publicKey))).toBe('ok');
    expect(codeOf(await verifySigned(message, other.publicKey))).toBe('bad-signature');
    const changed = { ...message, body: sampleTask({ minimumCohort: 2 }) };
    expect(codeOf(await verifySigned(changed, pair.publicKey))).toBe('bad-signature');
    const forged = await (await signer(other.privateKey, pair.publicKey)).sign(sampleTask());
    expect(codeOf(await verifySigned(forged, pair.publicKey))).toBe('bad-signature');
    const nonsense = { ...message, publicKey: '00'.repeat(32), signature: '00'.repeat(64) };
    expect(codeOf(await verifySigned(nonsense, '11'.repeat(32)))).toBe('bad-signature');
  });
});

describe('helper keys and ids', () => {
  it('take only the sealing key that the task names', async () => {
    const keys = { format: 'inkling-helper-keys/1', sealingKey: 'ab'.repeat(32), signingKey: 'cd'.repeat(32) } as const;
    expect(codeOf(await sealingKeyFor(keys, await helperKeyId(keys.sealingKey)))).toBe('ok');
    expect(codeOf(await sealingKeyFor(keys, await helperKeyId(keys.signingKey)))).toBe('wrong-helper-key');
  });

  it('hash a set of ids whatever its order, and no other set alike', async () => {
    expect(await reportIdsHash(['bb', 'aa'])).toBe(await reportIdsHash(['aa', 'bb']));
    expect(await reportIdsHash(['aa', 'bb'])).not.toBe(await reportIdsHash(['aab', 'b']));
  });
});
