import { type DepartmentSpec, kind, size, trait } from '../category-spec.ts';

export const kitchen: DepartmentSpec = {
  name: 'Kitchen',
  categories: [
    {
      name: 'Kettles',
      drawing: 'kettle',
      brands: ['Fernhollow', 'Kettle & Crane', 'Morgenrot', 'Plainware'],
      lines:
        'Ember Lowen Harrow Birk Selby Aster Corrie Dunmore Finch Galloway Hale Inver Juno Kestrel Larch Mallow Nettle Orrin Pike Quill Rowan Sorrel Thistle Umber',
      kinds: [
        kind(
          'electric kettle',
          1,
          'Boils {size} in under four minutes and keeps it above 80 °C for 40 minutes without power.',
        ),
        kind(
          'gooseneck kettle',
          1.35,
          'The narrow spout pours 6 ml a second, slow enough for a filter and steady enough for a bonsai.',
          { sizes: [0, 1], traits: [0, 1] },
        ),
        kind('stovetop kettle', 0.85, 'Whistles in two notes when {size} boil; works on gas, ceramic and induction.', {
          sizes: [1, 2],
          traits: [0],
        }),
      ],
      sizes: [
        size('0.8 l', 0.88, 'Capacity', 'Enough for three mugs, small enough for a desk.'),
        size('1.2 l', 1, 'Capacity', 'Four mugs at once, and it still fits under the cupboard.'),
        size('1.7 l', 1.12, 'Capacity', 'Fills a teapot and the pasta pan in one go.'),
      ],
      traits: [
        trait('Enamelled steel', 1, 'Two coats of enamel, fired at 820 °C.', 'Wipe outside, descale every six weeks'),
        trait(
          'Brushed steel',
          1.15,
          'Double wall: the outside stays at 38 °C.',
          'Descale every six weeks with citric acid',
        ),
        trait('Borosilicate and steel', 1.1, 'A glass lid lets you see the boil.', 'Lid is dishwasher safe'),
      ],
      colours: ['Sage', 'Chalk', 'Graphite', 'Coral', 'Mustard', 'Steel', 'Navy', 'Cherry'],
      choice: 'colour',
      basePriceMinor: 5900,
      complements: ['Mugs', 'Coffee makers'],
    },
    {
      name: 'Coffee makers',
      drawing: 'coffeeMaker',
      brands: ['Morgenrot', 'Kettle & Crane', 'Fernhollow', 'Plainware'],
      lines:
        'Aubade Bellamy Cortado Dawson Early Foreday Gable Hearth Isobel Jasper Kiln Lattice Matins Noble Ochre Prime Quarter Rise Seven Tulip Ursa Verso Wake Yarrow',
      kinds: [
        kind('French press', 1, 'Brews {size} in four minutes; the triple mesh leaves less than a gram of silt.'),
        kind('pour-over set', 1.15, 'Spiral ribs hold the paper off the wall, so the water runs through in 2:45.', {
          traits: [0, 1],
        }),
        kind('espresso pot', 0.9, 'Builds 1.5 bar on any hob and rises in five minutes; seals are standard size.', {
          sizes: [0, 1],
          traits: [2],
        }),
      ],
      sizes: [
        size('0.35 l', 0.85, 'Capacity', 'One generous cup, or two small ones.'),
        size('0.6 l', 1, 'Capacity', 'Four cups, still hot for the second.'),
        size('1 l', 1.2, 'Capacity', 'Made for a full table on Sunday.'),
      ],
      traits: [
        trait('Borosilicate glass', 1, 'Glass 2.2 mm thick, replaceable for the life of the frame.', 'Dishwasher safe'),
        trait('Stoneware', 1.2, 'The walls hold 70 °C for half an hour.', 'Dishwasher safe, pre-warm before use'),
        trait('Stainless steel', 1.25, 'Survives the drop from a worktop.', 'Rinse after use, no soap on the mesh'),
      ],
      colours: ['Graphite', 'Steel', 'Copper', 'Chalk', 'Pine', 'Terracotta', 'Black'],
      choice: 'colour',
      basePriceMinor: 3900,
      complements: ['Mugs', 'Kettles'],
    },
    {
      name: 'Mugs',
      drawing: 'mug',
      brands: ['Pottersfield', 'Fernhollow', 'Plainware', 'Tansy Lane'],
      lines:
        'Alma Bracken Clover Dapple Elderflower Fallow Glen Heather Iris Juniper Kelp Linden Moor Nave Olive Pebble Reed Shale Tide Vale Willow Wren Yew Zephyr',
      kinds: [
        kind('stoneware mug', 1, 'Holds {size} and sits warm in the hand: the handle takes three fingers.', {
          traits: [0, 1],
        }),
        kind('latte bowl', 1.15, 'Wide at the rim, so milk stays on top and the second half is still hot.', {
          sizes: [1, 2],
          traits: [0, 1],
        }),
        kind('camp mug', 0.8, 'Steel under enamel: 110 g, goes from the fire to the dishwasher.', {
          sizes: [1, 2],
          traits: [2],
        }),
      ],
      sizes: [
        size('0.25 l', 0.9, 'Capacity', 'The size for a flat white.'),
        size('0.35 l', 1, 'Capacity', 'A proper cup of tea.'),
        size('0.45 l', 1.15, 'Capacity', 'For people who only get up once.'),
      ],
      traits: [
        trait('Glazed stoneware', 1, 'The glaze breaks to brown at the rim.', 'Dishwasher and microwave safe'),
        trait('Speckled clay', 1.15, 'Iron in the clay speckles through the glaze.', 'Dishwasher and microwave safe'),
        trait('Enamelled steel', 0.9, 'A chip rusts a little and leaks never.', 'Dishwasher safe, not for microwaves'),
      ],
      colours: ['Chalk', 'Sage', 'Terracotta', 'Sky', 'Mustard', 'Navy', 'Blush', 'Moss', 'Slate'],
      choice: 'colour',
      basePriceMinor: 1600,
      complements: ['Coffee makers', 'Kettles'],
    },
    {
      name: 'Pans',
      drawing: 'pan',
      brands: ['Ostra', 'Fernhollow', 'Plainware', 'Kettle & Crane'],
      lines:
        'Anvil Basil Caraway Dill Estragon Fennel Garland Hyssop Ilse Jotun Karst Lovage Marjoram Nigella Oregano Parsley Rye Saffron Sumac Tarragon Umami Vinter Wild Zest',
      kinds: [
        kind('frying pan', 1, 'Heats evenly to the edge: 9 °C between centre and rim after three minutes.'),
        kind('saucepan', 1.05, 'Poured edge all round and a scale inside, so sauces go where they should.', {
          sizes: [0, 1],
          traits: [1, 2],
        }),
        kind(
          'casserole',
          1.9,
          'The heavy lid returns the steam; a stew loses less than a glass of water in three hours.',
          { sizes: [1, 2], traits: [0] },
        ),
      ],
      sizes: [
        size('20 cm', 0.85, 'Diameter', 'Two eggs or a small sauce.'),
        size('24 cm', 1, 'Diameter', 'The one for two people.'),
        size('28 cm', 1.2, 'Diameter', 'Four portions without crowding.'),
      ],
      traits: [
        trait('Cast iron', 1.2, 'Cast in one piece, 4 mm thick.', 'Hand wash, dry at once, oil now and then'),
        trait('Carbon steel', 1, 'Blue-tempered and pre-seasoned twice.', 'Rinse hot, no soap, gets better with use'),
        trait('Aluminium, ceramic coat', 0.9, 'Light enough to toss, coated without PFAS.', 'Hand wash, wooden tools'),
      ],
      colours: ['Black', 'Graphite', 'Cherry', 'Pine', 'Cobalt', 'Mustard', 'Steel', 'Chalk'],
      choice: 'colour',
      basePriceMinor: 5400,
      complements: ['Kitchen knives', 'Mugs'],
    },
    {
      name: 'Kitchen knives',
      drawing: 'knife',
      brands: ['Ostra', 'Plainware', 'Fernhollow'],
      lines:
        'Adze Brand Crest Drake Edda Flint Grain Hewn Isen Jarl Keen Lance Mora Norn Otter Pelt Rune Sable Tang Ulf Varg Whet Yarn Zander',
      kinds: [
        kind("chef's knife", 1.2, 'Balanced at the bolster; 58 HRC holds an edge for a month of home cooking.'),
        kind('paring knife', 0.55, 'A short blade that follows your thumb around an apple.', { sizes: [0, 1] }),
        kind('bread knife', 1, 'Pointed waves bite the crust and leave few crumbs.', { sizes: [1, 2], traits: [0, 1] }),
        kind('santoku', 1.15, 'A flat belly for straight cuts; hollows keep cucumber from sticking.'),
      ],
      sizes: [
        size('short blade', 0.9, 'Blade', 'The short blade suits small hands and small boards.'),
        size('standard blade', 1, 'Blade', 'The length most cooks end up with.'),
        size('long blade', 1.15, 'Blade', 'The extra 3 cm help with cabbage and loaves.'),
      ],
      traits: [
        trait('Stainless steel, walnut', 1.15, 'Oiled walnut handle, two rivets.', 'Hand wash, oil the handle'),
        trait(
          'Stainless steel, resin',
          0.9,
          'Resin handle with a grip that stays dry.',
          'Dishwasher safe, hand wash is kinder',
        ),
        trait('Carbon steel, beech', 1, 'Takes a finer edge and a grey patina.', 'Hand wash and dry at once'),
      ],
      colours: ['Walnut', 'Black', 'Oak', 'Beech', 'Pine', 'Brick'],
      choice: 'none',
      basePriceMinor: 6800,
      complements: ['Pans'],
    },
  ],
};
