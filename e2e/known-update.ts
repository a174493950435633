/** A client whose update the test chose, so that it knows every unmasked form of it that must never be seen again. */
import { fromHex } from '../src/base/bytes.ts';
import { systemClock } from '../src/base/clock.ts';
import { present } from '../src/base/must.ts';
import { seededRandom } from '../src/base/seeded-random.ts';
import { packWords } from '../src/privacy/pack.ts';
import { secureRounding } from '../src/privacy/quantise.ts';
import { toRing } from '../src/privacy/ring.ts';
import { rotationSigns } from '../src/privacy/rotate.ts';
import { platformRandom, type SecureRandom } from '../src/privacy/secure-random.ts';
import { encodeDelta } from '../src/privacy/vector-codec.ts';
import { fetchTasks } from '../src/sync/fetch-tasks.ts';
import { participate } from '../src/sync/participate.ts';
import { memoryStorage } from '../test/kit/memory-storage.ts';

/** Bytes of a form that are searched for, from its beginning, middle and end. */
const WINDOW = 64;

/** Reports a made-up update to the open round of shop `demo`. */
export async function knownUpdate(aggregatorUrl: string, helperUrl: string) {
  const drawn: Uint8Array<ArrayBuffer>[] = [];
  const random: SecureRandom = {
    kind: 'secure',
    bytes(length) {
      const bytes = platformRandom.bytes(length);
      drawn.push(bytes.slice());
      return bytes;
    },
  };
  const signal = new AbortController().signal;
  const environment = { fetch, clock: systemClock, random, storage: memoryStorage(), signal };
  const parties = { shop: 'demo', aggregatorUrl, helperUrl };
  const offer = await fetchTasks(environment, parties);
  if (!offer.ok || !offer.value.task) throw new Error('no open round');
  const { task } = offer.value;
  const made = seededRandom('known update');
  const delta = Float32Array.from({ length: task.sharedParameters }, () => 0.004 * made.normal());
  const outcome = await participate(environment, parties, task, delta, task.release);

  // The same draws give the same rounding; the last 32 bytes that were drawn before sealing are the mask's seed.
  const replayed = drawn.map((bytes) => bytes.slice());
  const again: SecureRandom = { kind: 'secure', bytes: () => present(replayed.shift(), 'a draw') };
  const signs = await rotationSigns(present(fromHex(task.rotationSeed), 'rotation seed'), task.paddedLength);
  const { integers } = encodeDelta(delta, task, signs, secureRounding(again));
  const words = toRing(integers, task.ringBits);
  const seed = present(drawn.filter(({ length }) => length === 32).at(-1), 'the seed of the mask');
  const needles = new Map<string, Buffer>([['control: the name of the round', Buffer.from(task.round)]]);
  const add = (name: string, view: ArrayBufferView) => {
    const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
    for (const part of [0, 0.5, 1]) {
      const at = 4 * Math.floor((part * (bytes.length - WINDOW)) / 4);
      needles.set(`${name} from byte ${at}`, bytes.subarray(at, at + WINDOW));
    }
  };
  add('delta, float32', delta);
  add('integers, int32', integers);
  add('integers in the ring', words);
  add('integers, packed', packWords(words, task.ringBits));
  needles.set('seed of the mask', Buffer.from(seed));
  needles.set('seed of the mask, hexadecimal', Buffer.from(Buffer.from(seed).toString('hex')));
  return { outcome: outcome.kind, needles };
}
