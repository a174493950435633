// The import rules of architecture.md, one a sentence. Tried on a skeleton: clean passes, and each rule catches a violation planted for it.
// Needs dependency-cruiser 17.3.9 on Node 20 and tsPreCompilationDeps, or type-only imports slip through. Adapt the names with the house.
const ROOMS = 'catalogue|search|events|history|encoder|ranker|policy|placements|learner|sync|release|runtime';
const inRoom = (names) => `^src/(${names})/`;
const inApp = (names) => `^src/apps/(${names})/`;
const TEST = '(\\.test\\.tsx?$)|-(contract|behaviour)\\.ts$';
/** Product code obeys the walls; a test may look over them, at its runner, its kit and both ends of the wire. */
const forProduct = (rule) => {
  if (rule.name === 'no-cycles' || rule.name === 'tests-stay-out-of-product') return rule;
  const pathNot = [rule.from.pathNot ?? [], TEST].flat();
  return { ...rule, from: { ...rule.from, pathNot } };
};

const RULES = [
  { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  {
    name: 'base-imports-nothing',
    severity: 'error',
    from: { path: inRoom('base') },
    to: { pathNot: inRoom('base') },
  },
  {
    name: 'domain-imports-base-only',
    severity: 'error',
    from: { path: inRoom('domain') },
    to: { pathNot: inRoom('base|domain') },
  },
  {
    name: 'protocol-and-privacy-are-pure',
    severity: 'error',
    from: { path: inRoom('protocol|privacy') },
    to: { pathNot: [inRoom('base|domain|protocol|privacy'), 'node_modules/(valibot|@noble|@hpke)/'] },
  },
  {
    name: 'models-are-platform-free',
    severity: 'error',
    from: { path: '^models/' },
    to: { pathNot: ['^models/', inRoom('base|domain'), 'node_modules/@tensorflow/tfjs(-core)?/'] },
  },
  {
    name: 'rooms-do-not-import-each-other',
    severity: 'error',
    from: { path: inRoom(ROOMS) },
    to: { path: inRoom(ROOMS), pathNot: '^src/$1/' },
  },
  {
    name: 'rooms-do-not-look-up',
    severity: 'error',
    from: { path: inRoom(ROOMS) },
    to: { path: ['^src/(engine|apps|simulator)/', '^src/index\\.ts$', '^server/'] },
  },
  {
    name: 'apps-use-the-front-door',
    severity: 'error',
    from: { path: inApp('widget|console') },
    to: { path: '^src/', pathNot: ['^src/index\\.ts$', '^src/apps/$1/'] },
  },
  {
    name: 'audit-sees-the-wire-only',
    severity: 'error',
    from: { path: inApp('audit') },
    to: { path: '^src/', pathNot: [inApp('audit'), inRoom('base|domain|protocol|privacy')] },
  },
  {
    name: 'loader-imports-nothing',
    severity: 'error',
    from: { path: inApp('loader'), pathNot: '\\.test\\.ts$' },
    to: { pathNot: inApp('loader') },
  },
  {
    name: 'server-enters-by-four-doors',
    severity: 'error',
    from: { path: '^server/' },
    to: { path: '^src/', pathNot: inRoom('base|domain|protocol|privacy') },
  },
  {
    name: 'helper-stands-alone',
    severity: 'error',
    from: { path: '^server/helper/' },
    to: { path: ['^server/', '^models/'], pathNot: '^server/(helper|store)/' },
  },
  {
    name: 'browser-never-imports-server',
    severity: 'error',
    from: { path: '^(src|models)/', pathNot: inApp('cli') },
    to: { path: '^server/' },
  },
  {
    name: 'only-history-touches-idb',
    severity: 'error',
    from: { pathNot: inRoom('history') },
    to: { path: 'node_modules/idb/' },
  },
  {
    name: 'raw-history-never-meets-the-wire',
    severity: 'error',
    from: { path: inRoom('sync|protocol|privacy') },
    to: { path: inRoom('history|events') },
  },
  {
    name: 'tests-stay-out-of-product',
    severity: 'error',
    from: { pathNot: '\\.(test|web\\.test|bench)\\.tsx?$|^(test|e2e|bench)/' },
    to: { path: '\\.(test|web\\.test)\\.tsx?$|^(test|e2e|bench)/' },
  },
];

module.exports = {
  forbidden: RULES.map(forProduct),
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
