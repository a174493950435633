import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildCli } from '../../../scripts/build-cli.mjs';
import { seededRandom } from '../../base/seeded-random.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-cli-'));
  await buildCli('dist/cli-test');
}, 120_000);
afterAll(() => Promise.all([folder, 'dist/cli-test'].map((path) => rm(path, { recursive: true, force: true }))));

function inkling(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['dist/cli-test/inkling.mjs', ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr });
    });
  });
}

/** Shoppers who walk a ring of 40 products in steps of one, from a random start. */
function ring(shoppers: number): { logs: string; targets: Map<string, string> } {
  const random = seededRandom('ring');
  const targets = new Map<string, string>();
  const lines = Array.from({ length: shoppers }, (_, i) => {
    const begin = random.integer(40);
    const items = Array.from({ length: 6 }, (_, step) => `p${(begin + step) % 40}`);
    targets.set(`u${i}`, `p${(begin + 6) % 40}`);
    return `u${i} ${items.join(' ')}`;
  });
  return { logs: `${lines.join('\n')}\n`, targets };
}

describe('train and predict', () => {
  test('learn a ring of products well enough to name the next one, on wasm and plain alike', async () => {
    const { logs, targets } = ring(300);
    const [sequences, release] = [join(folder, 'logs.txt'), join(folder, 'release')];
    await writeFile(sequences, logs);
    const trained = await inkling(
      'train',
      '--sequences',
      sequences,
      '--out',
      release,
      '--backend',
      'wasm',
      '--minutes',
      '0.2',
      '--width',
      '8',
    );
    expect(trained).toMatchObject({ code: 0 });
    const answers: string[] = [];
    for (const backend of ['wasm', 'plain']) {
      const out = join(folder, `${backend}.tsv`);
      expect(
        await inkling('predict', '--release', release, '--sequences', sequences, '--out', out, '--backend', backend),
      ).toMatchObject({ code: 0 });
      answers.push(await readFile(out, 'utf8'));
    }
    const top = (text: string) =>
      text
        .trim()
        .split('\n')
        .map((line) => line.split(/\s+/).slice(1, 11));
    expect(top(answers[0] ?? '')).toEqual(top(answers[1] ?? ''));
    const lines = (answers[0] ?? '')
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/));
    const hits = lines.filter(([shopper = '', first]) => targets.get(shopper) === first);
    expect(hits.length / lines.length).toBeGreaterThan(0.5);
    await writeFile(join(release, 'vectors.safetensors'), 'broken');
    const broken = await inkling('predict', '--release', release, '--sequences', sequences, '--out', join(folder, 'x'));
    expect(broken.code).toBe(2);
    expect(broken.stderr).toContain('vectors.safetensors is not the file that the manifest names');
  }, 120_000);

  test.each([
    ['both kinds of log missing', ['train', '--out', 'x'], 'give either --sequences FILE or --events FILE'],
    [
      'a file that is not there',
      ['train', '--out', 'x', '--sequences', 'nowhere.txt'],
      '--sequences nowhere.txt: cannot be read (ENOENT)',
    ],
    [
      'a folder without a release',
      ['predict', '--release', 'nowhere', '--sequences', 'a', '--out', 'b'],
      '--release nowhere: there is no manifest.json',
    ],
  ])('%s is one line that says what to do', async (_, args, message) => {
    const { code, stderr } = await inkling(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });

  test('a broken event names its row and not its content', async () => {
    const file = join(folder, 'events.tsv');
    await writeFile(file, '1\t5:2 6:1\n2\tsecret:9\n');
    const { code, stderr } = await inkling('train', '--events', file, '--out', join(folder, 'y'));
    expect(code).toBe(2);
    expect(stderr).toContain('row 2: an event is not item:kind');
    expect(stderr).not.toContain('secret');
  });
});
