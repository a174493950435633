import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildCli } from '../../../scripts/build-cli.mjs';
import { seededRandom } from '../../base/seeded-random.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-cli-'));
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, name), text);
  await buildCli('dist/cli-test');
}, 120_000);
afterAll(() => Promise.all([folder, 'dist/cli-test'].map((path) => rm(path, { recursive: true, force: true }))));

function inkling(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      [resolve('dist/cli-test/inkling.mjs'), ...args],
      { cwd: folder },
      (error, stdout, stderr) => {
        done({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr });
      },
    );
  });
}

/** What is typed in the folder of the files below, and what is answered. */
const BAD_INPUT = [
  ['neither logs nor a catalogue', 'train --out x', 'or of a shop without logs its --catalogue FEED'],
  [
    'both kinds of log',
    'train --out x --sequences logs --events events',
    'give either --sequences FILE or --events FILE',
  ],
  [
    'targets of a shop without logs',
    'train --out x --catalogue other-catalogue --valid other-targets',
    '--valid: without logs',
  ],
  ['a file that is not there', 'train --out x --sequences none', '--sequences none: cannot be read (ENOENT)'],
  ['an empty file', 'train --out x --sequences empty', '--sequences empty: the file has no rows'],
  ['a file of bytes', 'train --out x --sequences bytes', '--sequences bytes, row 1: is no text'],
  ['a shopper without products', 'train --out x --sequences lonely', 'no line has two different products'],
  ['one product', 'train --out x --sequences one-product', 'no line has two different products'],
  ['events given as sequences', 'train --out x --sequences events', 'give the file as --events'],
  ['a catalogue of another shop', 'train --out x --sequences logs --catalogue other-catalogue', 'has no product of'],
  [
    'a catalogue without its header',
    'train --out x --sequences logs --catalogue logs',
    'row 1: the header names no id',
  ],
  [
    'targets of other shoppers',
    'train --out x --sequences logs --valid other-targets',
    '--valid other-targets: no row names',
  ],
  ['a folder that is a file', 'train --sequences logs --out empty', '--out empty: is a file'],
  ['a folder below a file', 'train --sequences logs --out empty/x', '--out empty/x: is a file or lies below one'],
  ['a folder that nobody can make', 'train --sequences logs --out /proc/x', '--out /proc/x: cannot be written'],
  ['a width that heads cannot share', 'train --sequences logs --out x --width 7', '--width wants a multiple of 4'],
  ['a width that no browser takes', 'train --sequences logs --out x --width 512', 'from 4 to 256'],
  ['a shop without a name', 'train --sequences logs --out x --shop=', 'wants a name of 1 to 100 characters'],
  ['a flag that is not there', 'train --sequences logs --out x --wide', "unknown option '--wide'"],
  ['no release', 'predict --release none --sequences logs --out x', '--release none: there is no manifest.json'],
  ['a list of half products', 'predict --release x --sequences logs --out y --top 2.5', '--top wants a whole number'],
  ['conversions without events', 'predict --task convert --release x --sequences logs --out y', 'needs --events FILE'],
  ['a feed without its header', 'demo-shop --out x --catalogue logs', '--catalogue logs: row 1: the header lacks'],
  ['a shop in a file', 'demo-shop --out empty', '--out empty: is a file'],
  ['a helper that is no address', 'serve --release x --helper there', '--helper wants an address'],
  ['a cohort of one', 'serve --release x --helper http://h --cohort 1', '--cohort wants a whole number of 2 or more'],
  [
    'a round that cannot open',
    'serve --release x --helper http://h --reports 3',
    '--reports 3 is less than --cohort 8',
  ],
  ['data in a file', 'helper --data empty', '--data empty: is a file'],
  ['an address of another machine', 'helper --data h --port 0 --host 203.0.113.9', 'EADDRNOTAVAIL'],
] as const;

const FILES = {
  empty: '',
  bytes: 'a\0b\n',
  lonely: 'u1\n',
  'one-product': 'u1 a a\nu2 a\n',
  events: 'u1\ta:2 b:1\nu2\tb:2 a:2\n',
  logs: 'u1 a b c\nu2 b c\n',
  'other-catalogue': 'item_id\ttitle\tprice\tbrand\tcategories\tsales_rank\nz\tZ\t1\t\t\t\n',
  'other-targets': 'somebody\ta\n',
};

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
    const { files } = JSON.parse(await readFile(join(release, 'manifest.json'), 'utf8'));
    await writeFile(join(release, files.vectors.path), 'broken');
    const broken = await inkling('predict', '--release', release, '--sequences', sequences, '--out', join(folder, 'x'));
    expect(broken.code).toBe(2);
    expect(broken.stderr).toContain(`${files.vectors.path} is not the file that the manifest names`);
  }, 120_000);

  test('logs and targets may name variants: what is learned and recommended are products, with their own cards', async () => {
    const sizes = ['s', 'm', 'l'];
    const rows = Array.from({ length: 40 }, (_, i) =>
      sizes.map(
        (size) => `p${i}-${size},p${i},Thing number ${i},${i + 1}.50 EUR,https://shop.example/p${i}?size=${size}`,
      ),
    );
    await writeFile(join(folder, 'sizes.csv'), `id,item_group_id,title,price,link\n${rows.flat().join('\n')}\n`);
    const random = seededRandom('sizes');
    const sized = (text: string) => text.replaceAll(/\bp\d+\b/g, (id) => `${id}-${sizes[random.integer(3)]}`);
    const { logs, targets } = ring(60);
    await writeFile(join(folder, 'sized'), sized(logs));
    await writeFile(join(folder, 'sized-valid'), [...targets].map(([user, id]) => `${user}\t${sized(id)}\n`).join(''));
    const flags = [
      '--catalogue',
      'sizes.csv',
      '--valid',
      'sized-valid',
      '--out',
      'sizes',
      '--width',
      '8',
      '--minutes',
      '0.1',
    ];
    const trained = await inkling('train', '--sequences', 'sized', ...flags, '--backend', 'wasm');
    expect(trained).toMatchObject({ code: 0 });
    expect(trained.stderr).not.toMatch(/name no shopper|lacks \d+ of/);
    const { files } = JSON.parse(await readFile(join(folder, 'sizes', 'manifest.json'), 'utf8'));
    const cards = JSON.parse(await readFile(join(folder, 'sizes', files.products.path), 'utf8')) as { id: string }[];
    expect(cards).toHaveLength(40);
    expect(cards.find(({ id }) => id === 'p7-s')).toEqual({
      ...{
        id: 'p7-s',
        title: 'Thing number 7',
        url: 'https://shop.example/p7?size=s',
        priceMinor: 850,
        currency: 'EUR',
      },
      ...{ categoryPath: [], inStock: true, variantIds: ['p7', 'p7-m', 'p7-l'] },
    });
  }, 60_000);

  test('a release that is worse than the running one does not take its place, and says how to insist', async () => {
    const random = seededRandom('astray');
    const astray = () => Array.from({ length: 6 }, () => `p${random.integer(40)}`).join(' ');
    await writeFile(join(folder, 'ring'), ring(300).logs);
    await writeFile(join(folder, 'astray'), Array.from({ length: 300 }, (_, at) => `u${at} ${astray()}\n`).join(''));
    const train = (logs: string, ...more: string[]) =>
      inkling('train', '--sequences', logs, '--out', 'gated', '--backend', 'wasm', '--width', '8', ...more);
    const manifest = () => readFile(join(folder, 'gated', 'manifest.json'), 'utf8');
    expect(await train('ring')).toMatchObject({ code: 0 });
    const good = await manifest();
    const worse = await train('astray');
    expect(worse.code).toBe(2);
    expect(worse.stderr).toMatch(
      /worse than the running one \(NDCG@10 0\.\d+ against .*gated\.refused; put that folder in the place of gated to publish it, or train with --force/,
    );
    expect(worse.stderr).not.toMatch(/^ +at /m);
    expect(await manifest()).toBe(good);
    // A release of another version cannot be opened, and is compared with all the same.
    const shared = JSON.parse(good).sharedParameters;
    await writeFile(
      join(folder, 'gated', 'manifest.json'),
      good.replace(`"sharedParameters":${shared}`, '"sharedParameters":99'),
    );
    const unopened = await inkling('predict', '--release', 'gated', '--sequences', 'ring', '--out', 'y');
    expect(unopened.stderr).toContain(`another version of inkling (99 shared parameters, this one has ${shared})`);
    expect((await train('astray')).stderr).toContain('worse than the running one');
    await writeFile(join(folder, 'gated', 'manifest.json'), good);
    const report = (name: string) => readFile(join(folder, `${name}.report.html`), 'utf8');
    expect(await report('gated.refused')).toContain('<strong>Refused.</strong>');
    expect(await report('gated')).not.toContain('<strong>Refused.</strong>');
    // A truncated export: too few choices to say anything of it.
    await writeFile(join(folder, 'truncated'), ring(30).logs);
    const few = await train('truncated');
    expect(few).toMatchObject({ code: 2, stderr: expect.stringContaining('its logs have too few choices') });
    expect(await manifest()).toBe(good);
    expect(existsSync(join(folder, 'gated.refused', 'manifest.json'))).toBe(true);
    expect(await train('ring', '--running', 'nowhere')).toMatchObject({ code: 2 });
    expect(await train('astray', '--force')).toMatchObject({ code: 0 });
    expect(await manifest()).not.toBe(good);
    expect((await train('ring', '--running', 'gated')).code).toBe(0);
  }, 120_000);

  test('of a shop without logs it makes a release from the catalogue, which does not take the place of a trained one', async () => {
    const kinds = ['kettle', 'boots', 'lamp', 'scarf', 'chair', 'rope', 'clock', 'tent'];
    const rows = Array.from({ length: 40 }, (_, at) => {
      return `p${at}\t${['copper', 'green', 'large'][at % 3]} ${kinds[at % kinds.length]}\t9\t\t${kinds[at % kinds.length]}\t\n`;
    });
    await writeFile(join(folder, 'feed'), `item_id\ttitle\tprice\tbrand\tcategories\tsales_rank\n${rows.join('')}`);
    await writeFile(join(folder, 'visitors'), 'u1 p1\nu2 p8 p0\n');
    const train = (out: string, ...more: string[]) =>
      inkling('train', '--catalogue', 'feed', '--text-encoder', 'none', '--width', '8', '--out', out, ...more);
    const made = await train('new-shop');
    expect(made).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('no logs: lists go by what products read like'),
    });
    expect(JSON.parse(await readFile(join(folder, 'new-shop', 'manifest.json'), 'utf8'))).toMatchObject({
      popularity: 'unknown',
    });
    const predict = ['predict', '--release', 'new-shop', '--sequences', 'visitors', '--out', 'lists', '--top', '3'];
    expect(await inkling(...predict)).toMatchObject({ code: 0 });
    const lists = (await readFile(join(folder, 'lists'), 'utf8')).trim().split('\n');
    for (const [at, line] of lists.entries()) {
      const remainders = new Set(
        line
          .split(/\s+/)
          .slice(1)
          .map((id) => Number(id.slice(1)) % kinds.length),
      );
      expect(remainders).toEqual(new Set([[1], [0]][at]));
    }
    await writeFile(join(folder, 'ring-logs'), ring(300).logs);
    expect(await train('grown', '--sequences', 'ring-logs')).toMatchObject({ code: 0 });
    const trained = await readFile(join(folder, 'grown', 'manifest.json'), 'utf8');
    expect(JSON.parse(trained)).not.toHaveProperty('popularity');
    expect(await train('grown')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('holds a release that was trained on logs'),
    });
    expect(await readFile(join(folder, 'grown', 'manifest.json'), 'utf8')).toBe(trained);
    expect(await train('grown', '--force')).toMatchObject({ code: 0 });
    // And the other way round nothing is lost.
    expect(await train('new-shop', '--sequences', 'ring-logs')).toMatchObject({ code: 0 });
  }, 120_000);

  test.each(BAD_INPUT)('%s is one line that says what to do', async (_, command, message) => {
    const { code, stderr } = await inkling(...command.split(' '));
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test('tell how likely a look is to be carted, from a release that saw carts', async () => {
    const random = seededRandom('carts');
    const line = (_: unknown, shopper: number) => {
      const looks = Array.from({ length: 5 }, () => random.integer(20));
      const events = looks.flatMap((item) => [
        `p${item}:2`,
        ...(item < 10 && random.uniform() < 0.7 ? [`p${item}:1`] : []),
      ]);
      return `u${shopper}\t${events.join(' ')}\n`;
    };
    await writeFile(join(folder, 'carts'), Array.from({ length: 300 }, line).join(''));
    await writeFile(join(folder, 'looks'), 'often\tp12:2 p3:2\nnever\tp3:2 p15:2\nnew\tp3:2 unheard-of:2\n');
    const train = 'train --events carts --out converting --backend wasm --minutes 0.1 --width 8';
    expect(await inkling(...train.split(' '))).toMatchObject({ code: 0 });
    const predict = 'predict --task convert --release converting --events looks --out chances';
    expect(await inkling(...predict.split(' '))).toMatchObject({ code: 0 });
    const rows = (await readFile(join(folder, 'chances'), 'utf8'))
      .trim()
      .split('\n')
      .map((row) => row.split('\t'));
    const [often = 0, never = 1, unknown = 1] = rows.map(([, chance]) => Number(chance));
    expect(rows.map(([name]) => name)).toEqual(['often', 'never', 'new']);
    expect(often).toBeGreaterThan(0.4);
    expect(never).toBeLessThan(0.15);
    expect(unknown).toBeGreaterThan(never);
    expect(unknown).toBeLessThan(often);
  }, 60_000);

  test('a broken event names its row and not its content', async () => {
    const file = join(folder, 'events.tsv');
    await writeFile(file, '1\t5:2 6:1\n2\tsecret:9\n');
    const { code, stderr } = await inkling('train', '--events', file, '--out', join(folder, 'y'));
    expect(code).toBe(2);
    expect(stderr).toContain('row 2: an event is not item:kind');
    expect(stderr).not.toContain('secret');
  });
});

describe('accountant', () => {
  test('says what a cap costs, and what noise a budget needs', async () => {
    const { stdout } = await inkling(
      'accountant',
      ...'--noise-multiplier 4 --participations 12 --delta 1e-6 --json'.split(' '),
    );
    expect(JSON.parse(stdout)).toMatchObject({ noiseMultiplier: 4, participations: 12, delta: 1e-6, rho: 0.375 });
    expect(JSON.parse(stdout).epsilon).toBeCloseTo(4.1518, 3);
    const asked = await inkling('accountant', ...'--epsilon 4.1518 --coordinates 16384 --reports 1000'.split(' '));
    expect(asked.stdout).toMatch(/^noise multiplier +4\.0000/m);
    expect(asked.stdout).toMatch(/^noise over clip +0\.512/m);
    const few = await inkling('accountant', ...'--noise-multiplier 4 --coordinates 16384 --reports 100'.split(' '));
    expect(few.stdout).toMatch(/mostly noise/);
  });

  test('of rounds that draw their shoppers, and never below the base claim without a draw', async () => {
    const { stdout } = await inkling(
      'accountant',
      ...'--noise-multiplier 1 --sampling-rate 0.01 --rounds 100 --delta 1e-5 --json'.split(' '),
    );
    const { epsilon, cappedEpsilon, sampling } = JSON.parse(stdout);
    expect(sampling).toEqual({ rate: 0.01, rounds: 100 });
    expect(epsilon).toBeGreaterThan(0);
    expect(epsilon).toBeLessThan(cappedEpsilon);
  });

  test.each([
    ['', 'give one of --noise-multiplier and --epsilon'],
    ['--noise-multiplier 1 --epsilon 1', 'give one of --noise-multiplier and --epsilon'],
    ['--noise-multiplier 0', '--noise-multiplier wants a number above 0'],
    ['--noise-multiplier 1 --delta 2', 'delta: expected a number from 1e-30 to below 1, got 2'],
    ['--noise-multiplier 1 --participations 1.5', '--participations wants a whole number of 1 or more'],
    ['--noise-multiplier 1 --rounds 5', '--sampling-rate and --rounds go together'],
    ['--noise-multiplier 1 --reports 5', '--coordinates and --reports go together'],
    ['--noise-multiplier 1 --sampling-rate 2 --rounds 5', 'samplingRate: expected a number from 1e-9 to 1, got 2'],
  ])('accountant %s', async (flags, message) => {
    const { code, stdout, stderr } = await inkling('accountant', ...flags.split(' ').filter(Boolean));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});
