import { type DepartmentSpec, kind, size, trait } from '../category-spec.ts';

export const active: DepartmentSpec = {
  name: 'Active wear',
  categories: [
    {
      name: 'Running shoes',
      drawing: 'shoe',
      brands: ['Strider', 'Fleetfoot', 'Everyday Athletic'],
      lines:
        'Arrow Bolt Cadence Dash Echo Flux Gale Hurdle Impulse Jet Kilo Lap Metric Nimble Outrun Pace Quick Relay Split Tempo Uplift Velo Whip Zip',
      kinds: [
        kind('road shoe', 1, '246 g with an 8 mm drop; made for the loop you run three times a week.'),
        kind('trail shoe', 1.1, 'Lugs 4.5 mm deep and a toe cap that has met rocks before.'),
        kind('racing shoe', 1.5, '198 g: a curved plate and foam that gives back 82 % of each step.', {
          sizes: [0, 1],
          traits: [0, 2],
        }),
      ],
      sizes: [
        size('neutral', 1, 'Fit', 'Neutral fit for an even stride.'),
        size('wide', 1, 'Fit', 'Four millimetres more room across the toes.'),
        size('support', 1.08, 'Fit', 'A firmer inside edge for feet that roll in.'),
      ],
      traits: [
        trait(
          'Recycled mesh',
          1,
          'The upper is knitted in one piece, seams only at the heel.',
          'Hand wash, stuff with paper',
        ),
        trait(
          'Mesh, waterproof lining',
          1.2,
          'A membrane to the ankle; sheds puddles, not rivers.',
          'Hand wash, dry slowly',
        ),
        trait('Knit', 1.1, 'Stretches with the foot and needs no tongue.', 'Wash cold in a bag'),
      ],
      colours: ['Coral', 'Cobalt', 'Graphite', 'Mint', 'Chalk', 'Sunflower', 'Teal', 'Cherry'],
      choice: 'size',
      fits: ['38', '39', '40', '41', '42', '43', '44', '45'],
      basePriceMinor: 11900,
      complements: ['Head torches', 'Yoga mats', 'Flasks'],
    },
    {
      name: 'Jackets',
      drawing: 'jacket',
      brands: ['Skerry', 'Northfell', 'Cairnway', 'Everyday Athletic'],
      lines:
        'Alba Bight Cove Drift Ebb Firth Gust Haar Inlet Jetsam Kyle Lee Mist Noust Offing Pier Quay Reef Sound Tidal Undertow Voe Wick Yawl',
      kinds: [
        kind('rain shell', 1.1, 'Three layers, 15,000 mm, and vents under the arms you can open with gloves.', {
          traits: [0, 2],
        }),
        kind('down jacket', 1.3, '340 g that pack into their own pocket; stitched in squares so nothing wanders.', {
          traits: [0, 1],
        }),
        kind('fleece jacket', 0.6, 'High-pile fleece, 280 g a square metre, with pockets where hands are.', {
          traits: [1],
        }),
      ],
      sizes: [
        size('regular cut', 1, 'Cut', 'Regular cut over one layer.'),
        size('relaxed cut', 1, 'Cut', 'Room for a jumper underneath.'),
        size('long cut', 1.1, 'Cut', 'Eight centimetres longer at the back.'),
      ],
      traits: [
        trait('Recycled nylon', 1.1, 'Water rolls off without PFAS.', 'Wash at 30 °C, tumble to renew the finish'),
        trait('Recycled polyester', 0.95, 'Two-way zip, hem cord, hood for a helmet.', 'Wash at 30 °C'),
        trait('Cotton and nylon', 1.05, 'Quiet cloth that does not rustle.', 'Wash at 40 °C, reproof when it wets out'),
      ],
      colours: ['Navy', 'Sunflower', 'Pine', 'Rust', 'Slate', 'Coral', 'Black', 'Sage'],
      choice: 'size',
      fits: ['XS', 'S', 'M', 'L', 'XL'],
      basePriceMinor: 17900,
      complements: ['Beanies', 'Backpacks'],
    },
    {
      name: 'Beanies',
      drawing: 'beanie',
      brands: ['Loopwork', 'Skerry', 'Everyday Athletic'],
      lines:
        'Aran Bobbin Cable Darn Ewe Fleece Gansey Hank Intarsia Jersey Knit Lambkin Moss Needle Oddment Purl Ripple Skein Tuck Unspun Vest Weft Yoke Zigzag',
      kinds: [
        kind('ribbed beanie', 1, 'Two-by-two rib that keeps its shape and covers the ears.'),
        kind('bobble hat', 1.1, 'The bobble buttons off for the wash and for meetings.'),
        kind('watch cap', 0.9, 'Short and close; fits under a helmet.'),
      ],
      sizes: [
        size('fine knit', 1, 'Weight', '62 g: for autumn.'),
        size('mid knit', 1.05, 'Weight', '85 g: for most winters.'),
        size('chunky knit', 1.2, 'Weight', '120 g: for standing at the touchline.'),
      ],
      traits: [
        trait('Merino wool', 1.3, 'Merino of 19.5 micron, does not itch.', 'Wool cycle, dry flat'),
        trait('Recycled wool', 1, 'Spun from sorted jumpers, colour included.', 'Hand wash, dry flat'),
        trait('Organic cotton', 0.85, 'For heads that find wool too warm.', 'Wash at 30 °C'),
      ],
      colours: ['Mustard', 'Navy', 'Rust', 'Fog', 'Pine', 'Plum', 'Oat', 'Cherry'],
      choice: 'colour',
      basePriceMinor: 2900,
      complements: ['Jackets'],
    },
    {
      name: 'Yoga mats',
      drawing: 'yogaMat',
      brands: ['Everyday Athletic', 'Tansy Lane', 'Loopwork'],
      lines:
        'Asana Balance Centre Dawn Exhale Flow Ground Harmony Inhale Journey Kin Lotus Mountain Nidra Open Practice Quietude Root Sun Tree Unwind Vinya Warrior Yield',
      kinds: [
        kind('yoga mat', 1, 'Grips when damp: an open-cell surface on a dense core.'),
        kind('travel mat', 0.8, 'Folds to the size of a laptop and weighs 900 g.', { sizes: [0], traits: [0, 2] }),
        kind('alignment mat', 1.25, 'Faint lines every 15 cm, so left and right end up alike.'),
      ],
      sizes: [
        size('3 mm', 0.85, 'Thickness', 'Close to the floor, good for balance.'),
        size('5 mm', 1, 'Thickness', 'Enough for knees on a wooden floor.'),
        size('8 mm', 1.2, 'Thickness', 'Soft, for long floor work.'),
      ],
      traits: [
        trait('Natural rubber', 1.3, 'Rubber from one plantation, no PVC.', 'Wipe with diluted vinegar'),
        trait('Cork and rubber', 1.5, 'Cork gets grippier the more you sweat.', 'Wipe, dry in the shade'),
        trait('TPE foam', 0.8, 'Closed cells that soak up nothing.', 'Wipe with soap and water'),
      ],
      colours: ['Teal', 'Plum', 'Sage', 'Slate', 'Terracotta', 'Lilac', 'Navy'],
      choice: 'colour',
      basePriceMinor: 4900,
      complements: ['Running shoes', 'Flasks'],
    },
  ],
};
