/**
 * `npm start`: the demo shop with everything behind it, on this machine. Installs and builds what is missing, then runs
 * the shop, the CDN, the aggregator and the helper, each on a port of its own as in real life. The last three are
 * processes of their own: stop any of them, and the shop stays.
 *
 * `npm start -- --help` lists the flags.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const HELP = `npm start -- [flags]

  --port N             the shop; the CDN, the aggregator and the helper take the three ports above it (default 5173)
  --catalogue FILE     a catalogue of your own: item_id title price brand categories sales_rank, tab-separated; a category's
                       levels with ", " or " > " between them
  --sequences FILE     its logs: lines "user item item ...", oldest first; a release is trained on both first, without them on
                       the catalogue alone
  --data DIR           keys, databases and what is served; one running shop a folder (default .data, .data/at-N for other ports)
  --aggregator URL     parties that run elsewhere, in place of the two that would be started here
  --helper URL
  --help               this text`;

const callerFolder = process.env.INIT_CWD ?? process.cwd();
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const flags = readFlags();
const cli = 'dist/cli/inkling.mjs';
const children = [];
let ending = false;
// Before anything is started: a Ctrl-C may come while we still wait for a server, and vite brings handlers of its own.
process.on('exit', () => {
  for (const child of children) child.kill('SIGTERM');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end());

const lock = join(flags.data, 'running.pid');
takeFolder();
for (const port of [flags.port, flags.port + 1, ...(flags.parties ? [] : [flags.port + 2, flags.port + 3])])
  await isFree(port);
if (!existsSync('node_modules/.package-lock.json')) {
  await run('install', 'npm', ['install', '--no-audit', '--no-fund', '--no-save', '--loglevel', 'error']);
}
const { isStale } = await import('./stale.mjs');
if (isStale('dist/cdn/worker.js') || isStale(cli)) await run('build', process.execPath, ['scripts/build.mjs']);
if (isStale('dist/shop/index.html')) await run('build the shop', 'npx', ['vite', 'build', '--logLevel', 'error']);

const release = flags.catalogue ? join(flags.data, 'own/release') : 'public/releases/demo';
if (flags.catalogue) await trainOwnRelease();
const served = join(flags.data, 'served');
const bundles = `inkling/${nameByContent('dist/cdn')}`;
await prepareShop();
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
Ask "Why this?" on a card. Reload: it remembers. The corner panel shows the backend and what you are taken for: switch it off.
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
    const { values } = parseArgs({ options: { ...options, help: { type: 'boolean' } } });
    if (values.help) {
      console.log(HELP);
      process.exit(0);
    }
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port > 65532)
      throw new Error('--port wants a whole number from 1 to 65532');
    if (values.sequences && !values.catalogue) throw new Error('--sequences needs --catalogue');
    const file = (flag) => {
      const path = values[flag] && resolve(callerFolder, values[flag]);
      if (path && !statSync(path, { throwIfNoEntry: false })?.isFile()) {
        throw new Error(`--${flag} ${values[flag]}: there is no such file`);
      }
      return path;
    };
    const data = values.data ? resolve(callerFolder, values.data) : port === 5173 ? '.data' : `.data/at-${port}`;
    if (Boolean(values.aggregator) !== Boolean(values.helper)) throw new Error('--aggregator and --helper go together');
    for (const flag of ['aggregator', 'helper']) {
      if (values[flag] && !/^https?:\/\/./.test(values[flag]))
        throw new Error(`--${flag} ${values[flag]}: wants an address`);
    }
    const parties = values.aggregator && { aggregator: values.aggregator, helper: values.helper };
    return { port, data, parties, catalogue: file('catalogue'), sequences: file('sequences') };
  } catch (error) {
    console.error(`npm start: ${error.message}\n${HELP}`);
    process.exit(2);
  }
}

/** Lays out what each origin serves: the shop's own files, and ours. */
async function prepareShop() {
  rmSync(served, { recursive: true, force: true });
  cpSync('dist/shop', `${served}/shop`, { recursive: true });
  mkdirSync(`${served}/cdn/${bundles}`, { recursive: true });
  cpSync('dist/cdn', `${served}/cdn/${bundles}`, { recursive: true });
  cpSync(release, `${served}/cdn/release`, { recursive: true });
  const own = ownFiles();
  await run('shelves and pictures', process.execPath, [
    ...[cli, 'demo-shop', '--out', `${served}/shop`, '--search', `${served}/cdn/search`],
    ...['--offers', `${served}/cdn/offers.json`],
    ...own,
  ]);
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
    '%INKLING_SEARCH%': `${at(cdnPort)}/search/`,
    '%INKLING_OFFERS%': `${at(cdnPort)}/offers.json`,
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
    await stop(`port ${shopPort} is taken: stop what uses it, or choose another with npm start -- --port N`);
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
  await stop(`the ${name} does not answer on ${url}`);
}

/**
 * One running shop a folder: two would share keys and databases, and the second would serve itself in place of the first.
 * The file is ours only if we made it; one that a killed start left behind names a process that is gone, or another program.
 */
function takeFolder() {
  try {
    mkdirSync(flags.data, { recursive: true });
    if (existsSync(lock) && !isStart(Number(readFileSync(lock, 'utf8')))) rmSync(lock, { force: true });
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if (error.code !== 'EEXIST') stop(`--data ${flags.data}: cannot be written (${error.code})`);
    const other = readFileSync(lock, 'utf8');
    stop(`${flags.data} is in use by process ${other}: end it, or start with another folder: npm start -- --data DIR`);
  }
  process.on('exit', () => rmSync(lock, { force: true }));
}

/** Whether a process runs and is a start of a shop, as far as the system tells. */
function isStart(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  const told = `/proc/${pid}/cmdline`;
  return !existsSync(told) || readFileSync(told, 'utf8').includes('start.mjs');
}

/** Asked before anything is laid out, so that a start that cannot succeed changes nothing. */
async function isFree(port) {
  const probe = createServer().listen(port, 'localhost');
  try {
    await once(probe, 'listening');
  } catch (error) {
    await stop(
      error.code === 'EADDRINUSE'
        ? `port ${port} is taken: stop what uses it, or choose another with npm start -- --port N`
        : `port ${port} cannot be used (${error.code}): choose another with npm start -- --port N`,
    );
  }
  probe.close();
  await once(probe, 'close');
}

/** Trains once: the release is kept for as long as the files and the trainer stay what they are. */
async function trainOwnRelease() {
  const hash = createHash('sha256');
  for (const file of [flags.catalogue, ...(flags.sequences ? [flags.sequences] : []), cli])
    hash.update(createHash('sha256').update(readFileSync(file)).digest());
  const inputs = hash.digest('hex');
  const note = join(flags.data, 'own', 'inputs');
  if (existsSync(join(release, 'manifest.json')) && existsSync(note) && readFileSync(note, 'utf8') === inputs) return;
  // Gone until the release is whole: a training that ends half-way leaves nothing that looks like it belongs to older files.
  rmSync(note, { force: true });
  await run('train your release (a few minutes)', process.execPath, [
    cli,
    'demo-release',
    '--out',
    release,
    '--width',
    '64',
    ...ownFiles(),
  ]);
  writeFileSync(note, inputs);
}

/** The flags that name a merchant's own files, where there are any. */
function ownFiles() {
  return ['catalogue', 'sequences'].flatMap((flag) => (flags[flag] ? [`--${flag}`, flags[flag]] : []));
}

/**
 * A step before the shop runs. Ends with this process, which stays free to hear signals meanwhile; a command of ours hears
 * by the channel when this process was killed.
 */
async function run(name, command, args) {
  console.log(`${name} ...`);
  const channel = args[0] === cli ? ['ipc'] : [];
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit', ...channel] });
  children.push(child);
  const [status] = await once(child, 'exit').catch((error) => [error.code]);
  children.splice(children.indexOf(child), 1);
  if (status !== 0) await stop(`${name} failed; the message is above`);
}

/** A training writes its last checkpoint first, and no second start may come upon it. A second signal does not wait. */
async function end() {
  if (ending) process.exit(1);
  ending = true;
  for (const child of children) child.kill('SIGTERM');
  await Promise.all(
    children.map((child) => (child.exitCode === null && child.signalCode === null ? once(child, 'exit') : 0)),
  );
  process.exit(0);
}

/** Ends with a message. While an ending is under way it waits for that for ever, so that whoever asked takes no further step. */
function stop(message) {
  if (ending) return new Promise(() => {});
  console.error(`npm start: ${message}`);
  process.exit(1);
}
