/**
 * The brands of the shop, all invented. `tier` moves the price: 0 is the plain choice, 1 the middle, 2 the one that is
 * repaired and inherited.
 */
export interface Brand {
  readonly name: string;
  readonly tier: 0 | 1 | 2;
  /** One sentence on the product page. */
  readonly character: string;
}

const BRANDS: readonly Brand[] = [
  { name: 'Fernhollow', tier: 1, character: 'Fernhollow makes everyday kitchenware in a former spinning mill.' },
  {
    name: 'Kettle & Crane',
    tier: 2,
    character: 'Kettle & Crane builds for repair: every seal and switch is a spare part.',
  },
  { name: 'Morgenrot', tier: 1, character: 'Morgenrot thinks about the first half hour of the day and little else.' },
  {
    name: 'Plainware',
    tier: 0,
    character: 'Plainware leaves out the logo, the gift box and about a third of the price.',
  },
  { name: 'Ostra', tier: 2, character: 'Ostra has cast, forged and ground metal in one town for four generations.' },
  {
    name: 'Pottersfield',
    tier: 1,
    character: 'Pottersfield throws and glazes by hand, so no two pieces match exactly.',
  },
  { name: 'Lumen & Rye', tier: 2, character: 'Lumen & Rye draws lamps that look right switched off.' },
  { name: 'Halvard', tier: 1, character: 'Halvard designs furniture that one person can carry up the stairs.' },
  { name: 'Stillwater', tier: 2, character: 'Stillwater joins solid wood without screws and oils it twice.' },
  { name: 'Nook', tier: 0, character: 'Nook furnishes first flats: flat-packed, honest, easy to sell on.' },
  { name: 'Wovenby', tier: 1, character: 'Wovenby works with eleven small weaving mills and names each on the label.' },
  { name: 'Tansy Lane', tier: 1, character: 'Tansy Lane prints and dyes cloth in small runs with plant colours.' },
  {
    name: 'Greenhatch',
    tier: 0,
    character: 'Greenhatch sells everything a windowsill garden needs and nothing it does not.',
  },
  {
    name: 'Northfell',
    tier: 2,
    character: 'Northfell tests above the tree line and mends what it sells for ten years.',
  },
  { name: 'Cairnway', tier: 1, character: 'Cairnway makes hill gear for people who walk on weekends.' },
  { name: 'Drifter', tier: 0, character: 'Drifter is light gear at a light price for the first summer outside.' },
  { name: 'Tarn & Tor', tier: 1, character: 'Tarn & Tor sews packs and shelters from recycled nylon.' },
  { name: 'Beacon Supply', tier: 1, character: 'Beacon Supply started with lights for mountain rescue teams.' },
  { name: 'Strider', tier: 1, character: 'Strider builds every shoe on a last shaped from four thousand foot scans.' },
  { name: 'Fleetfoot', tier: 2, character: 'Fleetfoot is a track club that ended up making its own shoes.' },
  { name: 'Everyday Athletic', tier: 0, character: 'Everyday Athletic makes kit for moving a little, often.' },
  { name: 'Skerry', tier: 2, character: 'Skerry cuts weatherproof clothing on an island with 240 rainy days a year.' },
  { name: 'Loopwork', tier: 1, character: 'Loopwork knits from mulesing-free merino and takes worn pieces back.' },
  { name: 'Auralis', tier: 2, character: 'Auralis tunes by ear first and by measurement second, then starts again.' },
  { name: 'Tonfolk', tier: 1, character: 'Tonfolk makes sound for kitchens, tents and small flats.' },
  { name: 'Basswood', tier: 0, character: 'Basswood makes simple audio with batteries you can change yourself.' },
  { name: 'Keystone', tier: 1, character: 'Keystone builds keyboards that open with four screws.' },
  { name: 'Quillon', tier: 2, character: 'Quillon turns pens on lathes from the 1960s and grinds each nib by hand.' },
  { name: 'Paperway', tier: 1, character: 'Paperway binds notebooks that lie flat from the first page.' },
  { name: 'Desk Standard', tier: 0, character: 'Desk Standard supplies schools and offices, and now desks at home.' },
  { name: 'Little Harbour', tier: 1, character: 'Little Harbour makes toys that survive a second child.' },
  { name: 'Bramble & Bo', tier: 2, character: 'Bramble & Bo sands, paints and sews toys in a workshop of nine.' },
  { name: 'Tumblewick', tier: 0, character: 'Tumblewick is play in a box: few rules, many pieces, small price.' },
];

/** @throws Error if the data files name a brand that does not exist */
export function brandNamed(name: string): Brand {
  const brand = BRANDS.find((candidate) => candidate.name === name);
  if (!brand) throw new Error(`brands: expected a known brand, got "${name}"`);
  return brand;
}

/** The brand's sentence, or undefined for a brand of an imported catalogue. */
export function brandCharacter(name: string): string | undefined {
  return BRANDS.find((candidate) => candidate.name === name)?.character;
}
