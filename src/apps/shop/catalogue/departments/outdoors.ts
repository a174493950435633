import { type DepartmentSpec, kind, size, trait } from '../category-spec.ts';

export const outdoors: DepartmentSpec = {
  name: 'Outdoors',
  categories: [
    {
      name: 'Tents',
      drawing: 'tent',
      brands: ['Northfell', 'Tarn & Tor', 'Cairnway', 'Drifter'],
      lines:
        'Aonach Ben Carrick Dunlin Eigg Foula Gairloch Harris Iona Jura Knoydart Lewis Mull Nevis Orkney Plover Quinag Rum Skye Torridon Uist Vatersay Whinchat Yell',
      kinds: [
        kind('dome tent', 1, 'Stands without pegs in six minutes; two doors, so nobody climbs over anybody.', {
          traits: [0, 1],
        }),
        kind('tunnel tent', 1.25, 'A porch 1.6 m deep swallows boots, packs and a wet dog.', {
          sizes: [1, 2],
          traits: [0, 1, 2],
        }),
        kind('ridge tent', 0.85, 'Pitches with trekking poles and packs to the size of a loaf.', {
          sizes: [0, 1],
          traits: [0, 1],
        }),
      ],
      sizes: [
        size('1 person', 0.75, 'Sleeps', 'Weighs 1.3 kg with pegs.'),
        size('2 person', 1, 'Sleeps', 'Weighs 1.9 kg, 130 cm wide at the shoulders.'),
        size('4 person', 1.6, 'Sleeps', 'Weighs 4.6 kg, room to sit up and play cards.'),
      ],
      traits: [
        trait(
          'Ripstop nylon, silicone',
          1.35,
          'Holds a 4,000 mm water column.',
          'Dry before storing, never wash by machine',
        ),
        trait('Recycled polyester', 1, '3,000 mm water column, seams taped.', 'Dry before storing'),
        trait('Cotton blend', 1.2, 'Breathes, so mornings stay dry inside.', 'Air fully, reproof every two years'),
      ],
      colours: ['Moss', 'Rust', 'Sand', 'Teal', 'Mustard', 'Slate', 'Pine'],
      choice: 'colour',
      basePriceMinor: 24900,
      complements: ['Head torches', 'Sleeping bags', 'Flasks'],
    },
    {
      name: 'Sleeping bags',
      drawing: 'sleepingBag',
      brands: ['Northfell', 'Cairnway', 'Drifter'],
      lines:
        'Badger Curlew Dormouse Eider Fieldfare Grouse Hare Ibex Jackdaw Kite Lapwing Marmot Nightjar Owl Ptarmigan Quail Raven Shrew Teal Urchin Vole Wagtail Yaffle Zobel',
      kinds: [
        kind('mummy bag', 1.2, 'A draught collar and a hood that closes with one hand.'),
        kind('blanket bag', 0.9, 'Opens flat into a blanket; two zip together.', { sizes: [0, 1], traits: [1, 2] }),
        kind('summer quilt', 1, 'No back, no zip: straps to the mat and weighs 480 g.', { sizes: [0], traits: [0] }),
      ],
      sizes: [
        size('comfort 8 °C', 0.8, 'Comfort', 'For huts and June.'),
        size('comfort 2 °C', 1, 'Comfort', 'Three seasons in the hills.'),
        size('comfort −5 °C', 1.4, 'Comfort', 'For frost on the inside of the tent.'),
      ],
      traits: [
        trait(
          'Down, 700 cuin',
          1.6,
          'Down traced to the farm, packs to 5 l.',
          'Wash with down soap, dry with tennis balls',
        ),
        trait('Hollow fibre', 0.9, 'Warms even when damp.', 'Wash at 30 °C'),
        trait('Recycled fibre', 1, 'Filled with 34 recycled bottles.', 'Wash at 30 °C, hang to dry'),
      ],
      colours: ['Cobalt', 'Rust', 'Pine', 'Mustard', 'Plum', 'Slate', 'Teal'],
      choice: 'colour',
      basePriceMinor: 11900,
      complements: ['Tents', 'Head torches'],
    },
    {
      name: 'Backpacks',
      drawing: 'backpack',
      brands: ['Tarn & Tor', 'Northfell', 'Cairnway', 'Drifter'],
      lines:
        'Alder Brook Combe Drove Esker Ford Gill Holloway Ings Jog Kame Lonnen Mire Nook Oxbow Pass Quoin Rake Scar Trod Underhill Via Wath Yate',
      kinds: [
        kind('day pack', 1, 'A 15-inch laptop sleeve that does not touch the ground when you set it down.', {
          sizes: [0, 1],
        }),
        kind('roll-top pack', 1.1, 'Rolls down to half its volume; tested for an hour under a shower.', {
          sizes: [0, 1],
          traits: [0, 1],
        }),
        kind('trekking pack', 1.7, 'The hip belt takes two thirds of the load and the back adjusts by 12 cm.', {
          sizes: [2],
          traits: [0, 2],
        }),
      ],
      sizes: [
        size('18 l', 0.8, 'Volume', 'A book, a bottle, a rain shell.'),
        size('28 l', 1, 'Volume', 'A day outside, or two in town.'),
        size('45 l', 1.4, 'Volume', 'Hut to hut for a week.'),
      ],
      traits: [
        trait('Recycled nylon', 1.1, '420 denier with a recycled PU back.', 'Sponge clean, air dry'),
        trait('Waxed cotton', 1.3, 'Scars and darkens like a good jacket.', 'Re-wax once a year'),
        trait('Polyester', 0.85, 'Rain cover in the bottom pocket.', 'Sponge clean, air dry'),
      ],
      colours: ['Pine', 'Mustard', 'Navy', 'Rust', 'Graphite', 'Sage', 'Coral', 'Sand'],
      choice: 'colour',
      basePriceMinor: 9500,
      complements: ['Flasks', 'Head torches', 'Jackets'],
    },
    {
      name: 'Head torches',
      drawing: 'headTorch',
      brands: ['Beacon Supply', 'Northfell', 'Drifter'],
      lines:
        'Altair Bellatrix Capella Deneb Electra Fomal Gemma Hadar Izar Jabbah Kochab Lyra Mira Nash Orion Polaris Rigel Sirius Tania Vega Wezen Yildun Zosma Atlas',
      kinds: [
        kind('head torch', 1, 'Beam from flood to spot with one turn; a red mode keeps your night sight.'),
        kind('running head torch', 1.2, 'Battery at the back for balance: 92 g in all, does not bounce.', {
          sizes: [1, 2],
          traits: [0, 2],
        }),
        kind('camp head torch', 0.75, 'Hangs from the tent loop and doubles as a lantern.', {
          sizes: [0, 1],
          traits: [0, 1],
        }),
      ],
      sizes: [
        size('250 lm', 0.7, 'Output', 'Reaches 60 m; 45 hours on the low setting.'),
        size('400 lm', 1, 'Output', 'Reaches 100 m; 7 hours at 200 lm.'),
        size('900 lm', 1.7, 'Output', 'Reaches 170 m, steps down before it gets hot.'),
      ],
      traits: [
        trait(
          'USB-C rechargeable',
          1.1,
          'Charges in 90 minutes; the cell can be replaced.',
          'IPX7: rinse under the tap',
        ),
        trait('Three AAA cells', 0.75, 'Batteries from any petrol station.', 'Take cells out for storage'),
        trait('Hybrid power', 1.2, 'Runs on its own cell or on three AAA.', 'IPX4: splash-proof'),
      ],
      colours: ['Coral', 'Graphite', 'Mustard', 'Teal', 'Cobalt', 'Moss'],
      choice: 'colour',
      basePriceMinor: 5200,
      complements: ['Tents', 'Running shoes'],
    },
    {
      name: 'Flasks',
      drawing: 'flask',
      brands: ['Cairnway', 'Morgenrot', 'Drifter', 'Northfell'],
      lines:
        'Avon Bourne Cam Dart Exe Forth Greta Humber Itchen Jed Kennet Lune Mersey Nith Ouse Parrett Quoile Ribble Severn Tamar Ure Vyrnwy Wye Yare',
      kinds: [
        kind('vacuum flask', 1.1, 'Tea poured at 95 °C is still 68 °C after twelve hours.'),
        kind('drinking bottle', 0.7, 'One hand opens it; the wide neck takes ice and a bottle brush.'),
        kind('travel tumbler', 0.9, 'Locks shut, fits every cup holder and holds the heat for four hours.'),
      ],
      sizes: [
        size('0.35 l', 0.8, 'Capacity', 'Slips into a coat pocket.'),
        size('0.5 l', 1, 'Capacity'),
        size('0.75 l', 1.2, 'Capacity', 'A long walk for one, a short one for two.'),
      ],
      traits: [
        trait('Steel, powder-coated', 1, 'The coat grips with wet hands.', 'Lid dishwasher safe, body by hand'),
        trait('Brushed steel', 1.05, 'Dents tell where you have been.', 'Dishwasher safe'),
        trait(
          'Steel, ceramic lining',
          1.25,
          'Lined, so coffee leaves no taste for the tea.',
          'Hand wash with a soft brush',
        ),
      ],
      colours: ['Sage', 'Navy', 'Coral', 'Steel', 'Mustard', 'Black', 'Sky', 'Plum'],
      choice: 'colour',
      basePriceMinor: 3200,
      complements: ['Backpacks', 'Tents'],
    },
  ],
};
