/**
 * `npm start`: the demo shop with everything behind it, on this machine. Installs and builds what is missing, then runs
 * the shop, the CDN, the aggregator and the helper, each on a port of its own as in real life. The last three are
 * processes of their own: stop any of them, and the shop stays.
 *
 *   npm start -- [--catalogue FILE --sequences FILE] [--port N] [--data DIR] [--aggregator URL --helper URL]
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const callerFolder = process.env.INIT_CWD ?? process.cwd();
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const flags = readFlags();
const cli = 'dist/cli/inkling.mjs';
const children = [];
// Before anything is started: a Ctrl-C may come while we still wait for a server, and vite brings handlers of its own.
process.on('exit', () => {
  for (const child of children) child.kill('SIGTERM');
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));

if (!existsSync('node_modules/.package-lock.json')) {
  run('install', 'npm', ['install', '--no-audit', '--no-fund', '--no-save']);
}
const { isStale } = await import('./stale.mjs');
if (isStale('dist/cdn/worker.js') || isStale(cli)) run('build', process.execPath, ['scripts/build.mjs']);
if (isStale('dist/shop/index.html')) run('build the shop', 'npx', ['vite', 'build', '--logLevel', 'error']);

const release = flags.catalogue ? join(flags.data, 'own/release') : 'public/releases/demo';
if (flags.catalogue) {
  const own = ['--catalogue', flags.catalogue, '--sequences', flags.sequences];
  run('train your release (a few minutes)', process.execPath, [
    cli,
    'demo-release',
    '--out',
    release,
    '--width',
    '64',
    ...own,
  ]);
}
const served = join(flags.data, 'served');
const bundles = `inkling/${nameByContent('dist/cdn')}`;
prepareShop();
const { preview } = await import('vite');
const [shopPort, cdnPort] = [flags.port, flags.port + 1];
const [aggregatorPort, helperPort] = [flags.port + 2, flags.port + 3];
const at = (port) => `http://localhost:${port}`;
const parties = flags.parties ?? { aggregator: at(aggregatorPort), helper: at(helperPort) };
writePage();
await serveShop();
const cdn = party('CDN', ['scripts/cdn.mjs', '--root', `${served}/cdn`, '--port', String(cdnPort)]);
await answers(`${at(cdnPort)}/release/manifest.json`, 'CDN');
const own = flags.parties ? [] : await startParties();

console.log(`
Inkling is running.
  shop        ${at(shopPort)}
  CDN         ${at(cdnPort)}   pid ${cdn.pid}   the script tag, the worker and the release
  aggregator  ${parties.aggregator}   ${own[0] ? `pid ${own[0].pid}   ` : ''}adds masked updates up
  helper      ${parties.helper}   ${own[1] ? `pid ${own[1].pid}   ` : ''}the second party

Try: open the shop, accept the banner, look at three products of one category, go home: the first row follows you.
Ask "Why this?" on a card. Reload: it remembers. The corner panel shows the backend and what is remembered.
Stop all that is not the shop's own with kill ${[cdn, ...own].map(({ pid }) => pid).join(' ')}, and reload: it still recommends.
Ctrl-C stops everything.`);

function readFlags() {
  try {
    const options = {
      catalogue: { type: 'string' },
      sequences: { type: 'string' },
      port: { type: 'string', default: '5173' },
      data: { type: 'string' },
      aggregator: { type: 'string' },
      helper: { type: 'string' },
    };
    const { values } = parseArgs({ options });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port > 65532)
      throw new Error('--port wants a whole number from 1 to 65532');
    if (Boolean(values.catalogue) !== Boolean(values.sequences))
      throw new Error('--catalogue and --sequences go together');
    const file = (flag) => {
      const path = values[flag] && resolve(callerFolder, values[flag]);
      if (path && !existsSync(path)) throw new Error(`--${flag} ${values[flag]}: there is no such file`);
      return path;
    };
    const data = values.data ? resolve(callerFolder, values.data) : '.data';
    if (Boolean(values.aggregator) !== Boolean(values.helper)) throw new Error('--aggregator and --helper go together');
    for (const flag of ['aggregator', 'helper']) {
      if (values[flag] && !URL.canParse(values[flag])) throw new Error(`--${flag} ${values[flag]}: wants an address`);
    }
    const parties = values.aggregator && { aggregator: values.aggregator, helper: values.helper };
    return { port, data, parties, catalogue: file('catalogue'), sequences: file('sequences') };
  } catch (error) {
    console.error(`npm start: ${error.message}`);
    process.exit(2);
  }
}

/** Lays out what each origin serves: the shop's own files, and ours. */
function prepareShop() {
  rmSync(served, { recursive: true, force: true });
  cpSync('dist/shop', `${served}/shop`, { recursive: true });
  mkdirSync(`${served}/cdn/${bundles}`, { recursive: true });
  cpSync('dist/cdn', `${served}/cdn/${bundles}`, { recursive: true });
  cpSync(release, `${served}/cdn/release`, { recursive: true });
  const own = flags.catalogue ? ['--catalogue', flags.catalogue, '--sequences', flags.sequences] : [];
  run('shelves and pictures', process.execPath, [cli, 'demo-shop', '--out', `${served}/shop`, ...own]);
}

/** `<version>-<hash>`: other bytes have another address, so what a browser keeps for ever is never out of date. */
function nameByContent(folder) {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) hash.update(`${name}\n`).update(readFileSync(join(folder, name)));
  return `${JSON.parse(readFileSync('package.json', 'utf8')).version}-${hash.digest('hex').slice(0, 12)}`;
}

function writePage() {
  const page = join(served, 'shop', 'index.html');
  const urls = {
    '%INKLING_CDN%': `${at(cdnPort)}/${bundles}`,
    '%INKLING_RELEASE%': `${at(cdnPort)}/release/`,
    '%INKLING_AGGREGATOR%': parties.aggregator,
    '%INKLING_HELPER%': parties.helper,
  };
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(/%INKLING_[A-Z]+%/g, (name) => urls[name] ?? name),
  );
}

async function serveShop() {
  const shared = { configFile: false, logLevel: 'error', build: { outDir: `${served}/shop` } };
  try {
    await preview({ ...shared, preview: { port: shopPort, strictPort: true, host: 'localhost' } });
  } catch {
    stop(`port ${shopPort} is taken: stop what uses it, or choose another with npm start -- --port N`);
  }
}

/** @returns aggregator and helper, once both answer */
async function startParties() {
  const here = ['--host', 'localhost', '--data'];
  const helper = party('helper', [cli, 'helper', '--port', String(helperPort), ...here, join(flags.data, 'helper')]);
  await answers(`${at(helperPort)}/keys`, 'helper');
  const dataDir = join(flags.data, flags.catalogue ? 'aggregator-own' : 'aggregator');
  const round = ['--release', release, '--helper', at(helperPort), ...here, dataDir];
  const aggregator = party('aggregator', [cli, 'serve', '--port', String(aggregatorPort), ...round]);
  await answers(`${at(aggregatorPort)}/v1/tasks/demo`, 'aggregator');
  return [aggregator, helper];
}

/** A process of its own, which ends with this one; killed by hand it leaves the others alone. */
function party(name, args) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  child.on('exit', (code) => code && stop(`the ${name} stopped; its message is above`));
  children.push(child);
  return child;
}

async function answers(url, name) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  stop(`the ${name} does not answer on ${url}`);
}

function run(name, command, args) {
  console.log(`${name} ...`);
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) stop(`${name} failed; the message is above`);
}

function stop(message) {
  console.error(`npm start: ${message}`);
  process.exit(1);
}
