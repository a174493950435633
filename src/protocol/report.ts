/**
 * One client's upload. Fixed length, given the task:
 *
 *     0  magic "INKR"       4   ring bits, kind, version (see REPORT_HEADER)
 *     8  padded length     12   report id 16      28  task hash 32
 *    60  release 32        92   expiry, ms, u64   100  sealed seed 80
 *   180  masked vector, packed                    last 32: SHA-256 of all before
 *
 * Integers are little-endian. The first 100 bytes, the header, are the associated data of the sealed seed and the salt
 * of the mask: a seed opens only for this task, model, report id and expiry. The checksum finds bits that flipped on the
 * way, before they are added to a sum that nobody could repair.
 */
import { fromHex, toHex } from '../base/bytes.ts';
import { present } from '../base/must.ts';
import { packedBytes, packWords, unpackWords } from '../privacy/pack.ts';
import { RING_BITS, type RingBits, type RingVector } from '../privacy/ring.ts';
import { SEALED_SEED_BYTES } from '../privacy/seal.ts';
import { type Parsed, parsed, refused } from './problem.ts';
import type { Task } from './task.ts';
import { PROTOCOL_VERSION } from './version.ts';

/** Where each header field lies: [offset, bytes]. */
export const REPORT_HEADER = {
  magic: [0, 4],
  version: [4, 1],
  ringBits: [5, 1],
  kind: [6, 1],
  reserved: [7, 1],
  paddedLength: [8, 4],
  reportId: [12, 16],
  taskHash: [28, 32],
  release: [60, 32],
  expiresAtMs: [92, 8],
} as const satisfies Record<string, readonly [number, number]>;

export const HEADER_BYTES = 100;
export const REPORT_ID_BYTES = 16;
export const CHECKSUM_BYTES = 32;
const MAGIC = [0x49, 0x4e, 0x4b, 0x52];
/** The only kind yet: a delta of the shared adapter. */
const ADAPTER_KIND = 1;

export interface ReportHeader {
  readonly ringBits: RingBits;
  readonly paddedLength: number;
  /** 16 random bytes in hexadecimal. */
  readonly reportId: string;
  /** In hexadecimal, as is `release`. */
  readonly taskHash: string;
  readonly release: string;
  readonly expiresAtMs: number;
}

export interface Report {
  readonly header: ReportHeader;
  readonly headerBytes: Uint8Array<ArrayBuffer>;
  readonly sealedSeed: Uint8Array<ArrayBuffer>;
  readonly maskedVector: RingVector;
}

/** Exact length of a report of this shape. */
export function reportBytes(shape: Pick<Task, 'paddedLength' | 'ringBits'>): number {
  return HEADER_BYTES + SEALED_SEED_BYTES + packedBytes(shape.paddedLength, shape.ringBits) + CHECKSUM_BYTES;
}

/** The header that a report to `task` must carry. The helper builds it too, so that it trusts no header it is given. */
export function reportHeader(task: Task, taskHash: string, reportId: string): ReportHeader {
  const { ringBits, paddedLength, release, expiresAtMs } = task;
  return { ringBits, paddedLength, reportId, taskHash, release, expiresAtMs };
}

export function encodeHeader(header: ReportHeader): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set([...MAGIC, PROTOCOL_VERSION, header.ringBits, ADAPTER_KIND, 0]);
  view.setUint32(REPORT_HEADER.paddedLength[0], header.paddedLength, true);
  view.setBigUint64(REPORT_HEADER.expiresAtMs[0], BigInt(header.expiresAtMs), true);
  for (const field of ['reportId', 'taskHash', 'release'] as const) {
    bytes.set(present(fromHex(header[field]), `${field} in hexadecimal`), REPORT_HEADER[field][0]);
  }
  return bytes;
}

/** The bytes to send. */
export async function encodeReport(
  header: ReportHeader,
  sealedSeed: Uint8Array<ArrayBuffer>,
  maskedVector: RingVector,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(reportBytes(header));
  bytes.set(encodeHeader(header));
  bytes.set(sealedSeed, HEADER_BYTES);
  bytes.set(packWords(maskedVector, header.ringBits), HEADER_BYTES + SEALED_SEED_BYTES);
  const end = bytes.length - CHECKSUM_BYTES;
  bytes.set(await sha256(bytes.subarray(0, end)), end);
  return bytes;
}

/** The report in `bytes`, checked for shape and checksum; whether it belongs to a task is the caller's question. */
export async function parseReport(bytes: Uint8Array<ArrayBuffer>): Promise<Parsed<Report>> {
  const header = parseHeader(bytes);
  if (!header.ok) return header;
  const { ringBits, paddedLength } = header.value;
  const expected = reportBytes(header.value);
  if (bytes.length !== expected)
    return refused('wrong-length', `report: expected ${expected} bytes, got ${bytes.length}`);
  const end = expected - CHECKSUM_BYTES;
  if (!sameBytes(await sha256(bytes.subarray(0, end)), bytes.subarray(end))) {
    return refused('bad-checksum', 'report: the checksum does not belong to the bytes');
  }
  const vectorAt = HEADER_BYTES + SEALED_SEED_BYTES;
  return parsed({
    header: header.value,
    headerBytes: bytes.slice(0, HEADER_BYTES),
    sealedSeed: bytes.slice(HEADER_BYTES, vectorAt),
    maskedVector: unpackWords(bytes.subarray(vectorAt, end), paddedLength, ringBits),
  });
}

function parseHeader(bytes: Uint8Array<ArrayBuffer>): Parsed<ReportHeader> {
  if (bytes.length < HEADER_BYTES) return refused('wrong-length', `report: ${bytes.length} bytes hold no header`);
  if (!MAGIC.every((byte, i) => bytes[i] === byte)) return refused('malformed', 'report: does not start with "INKR"');
  const [, , , , version, width, kind, reserved] = bytes;
  if (version !== PROTOCOL_VERSION) return refused('wrong-version', `report: expected version ${PROTOCOL_VERSION}`);
  const ringBits = RING_BITS.find((bits) => bits === width);
  if (ringBits === undefined || kind !== ADAPTER_KIND || reserved !== 0)
    return refused('malformed', 'report: header bytes 5 to 7');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const paddedLength = view.getUint32(REPORT_HEADER.paddedLength[0], true);
  if (paddedLength < 16 || paddedLength > 16_384 || (paddedLength & (paddedLength - 1)) !== 0) {
    return refused('malformed', 'report: padded length is no power of two from 16 to 16384');
  }
  const expiresAtMs = Number(view.getBigUint64(REPORT_HEADER.expiresAtMs[0], true));
  const hex = ([offset, length]: readonly [number, number]) => toHex(bytes.subarray(offset, offset + length));
  const { reportId, taskHash, release } = REPORT_HEADER;
  return parsed({
    ringBits,
    paddedLength,
    expiresAtMs,
    reportId: hex(reportId),
    taskHash: hex(taskHash),
    release: hex(release),
  });
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, i) => byte === right[i]);
}
