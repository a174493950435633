import { beforeAll, expect, it } from 'vitest';
import { encoderLayout } from '../../models/behaviour-encoder.ts';
import { unflatten } from '../../models/parameters.ts';
import { present } from '../../src/base/must.ts';
import { seededRandom } from '../../src/base/seeded-random.ts';
import { RING_OPTIONS, ringDataset } from '../../test/kit/ring-training.ts';
import { startBackend } from './start-backend.ts';
import { startingVectors } from './starting-vectors.ts';
import { encoderTrainer, startingState } from './train-encoder.ts';

beforeAll(() => startBackend('wasm'));

it('learns from the kinds and gaps that the events have, and from no others', async () => {
  const { shape } = RING_OPTIONS;
  const data = ringDataset(60);
  const sequences = data.sequences.map((events) => events.map((event, at) => ({ ...event, kind: 2, gap: at % 3 })));
  const random = seededRandom('gaps');
  const state = startingState(shape, startingVectors(sequences, data.ids.length, shape.width, random), random);
  const before = Float32Array.from(state.parameters);
  await encoderTrainer({ ...RING_OPTIONS, sequences, random }, state).epoch(1, 0, async () => true);
  const [old, now] = [before, state.parameters].map((flat) => unflatten(encoderLayout(shape), flat));
  const movedRows = (name: string) => {
    const [was, is] = [old, now].map((values) => present(values?.get(name), name));
    const rows = Array.from({ length: (is?.length ?? 0) / shape.width }, (_, row) => row);
    return rows.filter((row) =>
      is
        ?.subarray(row * shape.width, (row + 1) * shape.width)
        .some((value, d) => value !== was?.[row * shape.width + d]),
    );
  };
  expect(movedRows('gap')).toEqual([0, 1, 2]);
  expect(movedRows('kind')).toEqual([2]);
});
