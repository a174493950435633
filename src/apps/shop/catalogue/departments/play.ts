import { type DepartmentSpec, kind, size, trait } from '../category-spec.ts';

export const play: DepartmentSpec = {
  name: 'Play',
  categories: [
    {
      name: 'Building blocks',
      drawing: 'blocks',
      brands: ['Little Harbour', 'Bramble & Bo', 'Tumblewick'],
      lines:
        'Arch Bridge Cottage Dock Eaves Fort Gate House Igloo Jetty Kiosk Lighthouse Mill Nest Obelisk Palace Quay Rampart Steeple Tower Unity Viaduct Windmill Ziggurat',
      kinds: [
        kind('block set', 1, 'Cut to half a millimetre, so a tower of thirty stands straight.'),
        kind('rainbow arch set', 1.2, 'Nested arches for bridges, cradles and caves.', { sizes: [0] }),
        kind('castle set', 1.35, 'Battlements, gates and round towers that fit the plain blocks.', {
          sizes: [1, 2],
          traits: [0, 1],
        }),
      ],
      sizes: [
        size('24 pieces', 0.7, 'Pieces', 'From 18 months.'),
        size('48 pieces', 1, 'Pieces', 'From 2 years, enough for two builders.'),
        size('80 pieces', 1.5, 'Pieces', 'From 3 years, with a cotton sack.'),
      ],
      traits: [
        trait('Beech, water-based paint', 1, 'Paint passes the toy standard for chewing.', 'Wipe with a damp cloth'),
        trait('Oiled maple', 1.2, 'Bare wood, linseed oil, round edges.', 'Re-oil when dull'),
        trait('Cork', 1.1, 'Quiet when it falls, warm to hold.', 'Wipe with soap and water'),
      ],
      colours: ['Coral', 'Sky', 'Sunflower', 'Fern', 'Beech', 'Teal'],
      choice: 'none',
      basePriceMinor: 3900,
      complements: ['Wooden vehicles', 'Puzzles'],
    },
    {
      name: 'Soft toys',
      drawing: 'softToy',
      brands: ['Bramble & Bo', 'Little Harbour', 'Tumblewick'],
      lines:
        'Agnes Barnaby Clementine Digby Edith Ferdy Gus Hattie Ignatius Jemima Kip Lottie Mabel Ned Otis Pip Quentin Rosie Stanley Tilda Ursula Vincent Wilma Yorick',
      kinds: [
        kind('bear', 1, 'Arms long enough to hold on to; the nose is sewn, not glued.'),
        kind('rabbit', 1, 'Ears 14 cm long, made for dragging.'),
        kind('fox', 1.05, 'A tail that serves as a pillow.'),
      ],
      sizes: [
        size('20 cm', 0.75, 'Height', 'Fits into a coat pocket for nursery.'),
        size('32 cm', 1, 'Height', 'The size that gets a name.'),
        size('50 cm', 1.7, 'Height', 'Needs its own chair at breakfast.'),
      ],
      traits: [
        trait('Organic cotton plush', 1.1, 'Filled with wool, not with beads.', 'Washes at 30 °C in a pillowcase'),
        trait('Recycled plush', 0.85, 'Plush and filling from bottles.', 'Washes at 40 °C'),
        trait('Linen and wool', 1.25, 'Patched elbows included from the start.', 'Hand wash, dry flat'),
      ],
      colours: ['Oat', 'Clay', 'Fog', 'Blush', 'Rust', 'Chalk', 'Sage'],
      choice: 'none',
      basePriceMinor: 2900,
      complements: ['Puzzles', 'Building blocks'],
    },
    {
      name: 'Puzzles',
      drawing: 'puzzle',
      brands: ['Tumblewick', 'Little Harbour', 'Paperway'],
      lines:
        'Aurora Bazaar Coast Delta Equinox Fjord Garden Harvest Island Jungle Kayak Lagoon Meadow Nightfall Oasis Peak Quartz River Savanna Tundra Uplands Valley Winter Yurt',
      kinds: [
        kind('landscape puzzle', 1, 'Cut random, so the sky is hard but fair.'),
        kind('pattern puzzle', 1.05, 'Twelve repeating shapes; nobody finishes the corner first.'),
        kind('map puzzle', 1.1, 'Each region is one piece; the sea is spelt out on the back.', { sizes: [0] }),
      ],
      sizes: [
        size('100 pieces', 0.7, 'Pieces', 'From 5 years, an hour.'),
        size('500 pieces', 1, 'Pieces', 'One rainy Sunday.'),
        size('1,000 pieces', 1.3, 'Pieces', 'A week on the dining table.'),
      ],
      traits: [
        trait(
          'Recycled board',
          1,
          'Board 2 mm thick with a linen finish, no glare.',
          'Lost pieces are replaced for postage',
        ),
        trait('Birch plywood', 2, 'Laser-cut ply that smells of the workshop.', 'Lost pieces are replaced for postage'),
        trait('Felt-backed board', 1.2, 'Felt on the back keeps pieces where you put them.', 'Brush clean'),
      ],
      colours: ['Teal', 'Coral', 'Cobalt', 'Mustard', 'Plum', 'Fern', 'Sky'],
      choice: 'none',
      basePriceMinor: 2200,
      complements: ['Building blocks', 'Wooden vehicles'],
      careFact: 'Good to know',
    },
    {
      name: 'Wooden vehicles',
      drawing: 'vehicle',
      brands: ['Bramble & Bo', 'Little Harbour', 'Tumblewick'],
      lines:
        'Axle Buggy Convoy Diesel Express Freight Goods Haul Ignition Junction Kart Loco Motor Nomad Omnibus Pulley Quarter Rail Signal Tender Uphill Van Wagon Yard',
      kinds: [
        kind('train', 1.3, 'Three wagons on magnets that never push each other away.'),
        kind('truck', 1, 'The bed tips, the tailgate swings, the cab takes two peg people.'),
        kind('bus', 1.05, 'Six seats, a roof that lifts off and a bell.'),
      ],
      sizes: [
        size('small', 0.65, 'Format', '14 cm, fits the bath caddy.'),
        size('medium', 1, 'Format', '24 cm, the size for a hallway.'),
        size('large', 1.6, 'Format', '38 cm, strong enough to be sat on by a two-year-old.'),
      ],
      traits: [
        trait('Beech, water-based paint', 1, 'Axles of steel, wheels of rubberwood.', 'Wipe with a damp cloth'),
        trait('Oiled maple', 1.2, 'Corners rounded to 4 mm.', 'Re-oil when dull'),
        trait(
          'Birch plywood',
          0.85,
          'Comes flat; an adult builds it in a quarter of an hour.',
          'Wipe with a damp cloth',
        ),
      ],
      colours: ['Cherry', 'Cobalt', 'Sunflower', 'Fern', 'Coral', 'Teal'],
      choice: 'none',
      basePriceMinor: 3200,
      complements: ['Building blocks', 'Soft toys'],
    },
  ],
};
