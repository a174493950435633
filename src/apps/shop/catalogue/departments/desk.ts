import { type DepartmentSpec, kind, size, trait } from '../category-spec.ts';

export const desk: DepartmentSpec = {
  name: 'Desk & sound',
  categories: [
    {
      name: 'Headphones',
      drawing: 'headphones',
      brands: ['Auralis', 'Tonfolk', 'Basswood'],
      lines:
        'Adagio Ballad Canon Duet Etude Fugue Gigue Hymn Interlude Jig Kora Largo Motet Nonet Octave Prelude Quartet Rondo Sonata Toccata Unison Vivace Waltz Zither',
      kinds: [
        kind('over-ear headphones', 1.2, 'Closes out a train carriage: 31 dB less at 1 kHz, 38 hours on a charge.', {
          sizes: [0, 2],
        }),
        kind('on-ear headphones', 0.8, 'Folds flat, weighs 148 g and leaves you the doorbell.', {
          sizes: [0, 1],
          traits: [0, 1],
        }),
        kind('studio headphones', 1.1, 'Wired and flat from 8 Hz to 25 kHz, with a 3 m cable that unplugs.', {
          sizes: [0, 1],
          traits: [0, 2],
        }),
      ],
      sizes: [
        size('closed back', 1, 'Build', 'Closed back: your music stays yours.'),
        size('open back', 1.1, 'Build', 'Open back: sounds like speakers in the room.'),
        size('noise cancelling', 1.4, 'Build', 'Eight microphones cancel what the pads let through.'),
      ],
      traits: [
        trait(
          'Aluminium, protein leather',
          1.2,
          'Pads click off and cost as much as a lunch.',
          'Wipe pads with a damp cloth',
        ),
        trait('Recycled plastic, fabric', 0.85, 'The battery comes out with one screw.', 'Pads wash by hand'),
        trait('Steel, velour', 1, 'Velour pads for long sessions.', 'Brush the velour'),
      ],
      colours: ['Graphite', 'Chalk', 'Navy', 'Rust', 'Sage', 'Black', 'Oat'],
      choice: 'colour',
      basePriceMinor: 14900,
      complements: ['Speakers', 'Keyboards'],
    },
    {
      name: 'Speakers',
      drawing: 'speaker',
      brands: ['Tonfolk', 'Auralis', 'Basswood'],
      lines:
        'Alto Bass Cello Drone Echo Fiddle Gong Harp Ibex Jingle Kalimba Lute Mandolin Ney Oboe Piccolo Quena Rebec Sitar Timbrel Uke Viola Whistle Zurna',
      kinds: [
        kind('portable speaker', 1, 'Plays 20 hours, floats, and pairs with a second one for stereo.', {
          sizes: [0, 1],
          traits: [0, 2],
        }),
        kind('bookshelf speaker', 1.9, 'A 13 cm paper cone and a silk tweeter; sold singly, because rooms differ.', {
          sizes: [1, 2],
          traits: [0, 1],
        }),
        kind('kitchen radio', 1.15, 'DAB+, FM and Bluetooth behind three knobs you can turn with floury hands.', {
          sizes: [0, 1],
          traits: [1, 2],
        }),
      ],
      sizes: [
        size('small', 0.7, 'Format', '16 cm wide, 0.7 kg.'),
        size('medium', 1, 'Format', '22 cm wide, 1.4 kg.'),
        size('large', 1.5, 'Format', '31 cm wide, 2.9 kg, fills a living room.'),
      ],
      traits: [
        trait('Fabric and aluminium', 1, 'The fabric is woven, not printed, and zips off.', 'Vacuum with a soft brush'),
        trait('Walnut veneer', 1.3, 'Real veneer over birch ply.', 'Dust, wax once a year'),
        trait('Recycled plastic', 0.85, 'Splash-proof to IP67.', 'Rinse under the tap'),
      ],
      colours: ['Slate', 'Walnut', 'Coral', 'Pine', 'Chalk', 'Mustard', 'Graphite', 'Teal'],
      choice: 'colour',
      basePriceMinor: 12900,
      complements: ['Headphones'],
    },
    {
      name: 'Keyboards',
      drawing: 'keyboard',
      brands: ['Keystone', 'Desk Standard', 'Auralis'],
      lines:
        'Aldus Bembo Caslon Didot Elzevir Frutiger Garamond Hoefler Imprint Jenson Kabel Lydian Minion Neon Optima Plantin Quadrat Rockwell Sabon Trajan Univers Vendome Walbaum Zapf',
      kinds: [
        kind('compact keyboard', 1, '65 %: arrows stay, the number block goes, the mouse comes closer.'),
        kind('full-size keyboard', 1.1, 'All 105 keys, with a row of media keys where the logo used to be.'),
        kind('split keyboard', 1.7, 'Two halves that stand as wide as your shoulders and tent by 10°.'),
      ],
      sizes: [
        size('quiet switches', 1, 'Switches', 'Quiet switches: 38 dB at a metre.'),
        size('tactile switches', 1.05, 'Switches', 'A clear bump at 2 mm, no click.'),
        size('linear switches', 1.05, 'Switches', 'Smooth 45 g travel all the way down.'),
      ],
      traits: [
        trait('Aluminium case', 1.4, 'Anodised, 1.1 kg, does not move when you do.', 'Caps pull off for washing'),
        trait('Recycled plastic case', 0.8, 'Six months on two AA cells.', 'Wipe with isopropanol'),
        trait('Beech case', 1.2, 'One piece of beech, oiled.', 'Oil once a year'),
      ],
      colours: ['Chalk', 'Graphite', 'Sage', 'Navy', 'Blush', 'Mint', 'Beech'],
      choice: 'colour',
      basePriceMinor: 10900,
      complements: ['Headphones', 'Desk lamps'],
    },
    {
      name: 'Desk lamps',
      drawing: 'deskLamp',
      brands: ['Lumen & Rye', 'Desk Standard', 'Halvard'],
      lines:
        'Abacus Blotter Chapter Draft Errata Folio Gloss Header Index Jotter Kern Ledger Margin Note Octavo Preface Quarto Recto Serif Tab Verso Writ Xyst Yapp',
      kinds: [
        kind('jointed lamp', 1, 'Springs hold it anywhere in a metre; no screw to tighten, ever.'),
        kind("banker's lamp", 1.1, 'Light falls on the desk and the glass glows a little into the room.', {
          sizes: [0, 2],
          traits: [2],
        }),
        kind('bar lamp', 1.2, 'A 45 cm light bar without glare on the screen, 2,700 to 5,000 K.'),
      ],
      sizes: [
        size('with base', 1, 'Mounting', 'Round base of 18 cm, 2.1 kg.'),
        size('with clamp', 0.95, 'Mounting', 'Clamps to tops from 1 to 6 cm.'),
        size('with charger', 1.2, 'Mounting', 'The foot charges a phone at 10 W.'),
      ],
      traits: [
        trait('Steel, powder-coated', 1, 'Replaceable LED, 800 lm, Ra 95.', 'Dust with a dry cloth'),
        trait('Aluminium', 1.15, 'Dims to 1 % and remembers it.', 'Wipe with a damp cloth'),
        trait('Brass', 1.4, 'Turned brass joints, cloth cable.', 'Polish or let it age'),
      ],
      colours: ['Mustard', 'Pine', 'Black', 'Chalk', 'Cherry', 'Brass', 'Sky'],
      choice: 'colour',
      basePriceMinor: 8400,
      complements: ['Notebooks', 'Keyboards'],
    },
    {
      name: 'Notebooks',
      drawing: 'notebook',
      brands: ['Paperway', 'Desk Standard', 'Tansy Lane'],
      lines:
        'Almanac Brief Codex Diary Essay Fable Gazette Herald Idyll Journal Kit Letter Memoir Novel Outline Primer Query Report Sketch Tale Ultimo Volume Word Yarn',
      kinds: [
        kind('hardback notebook', 1, 'Thread-bound, 192 numbered pages, opens flat at any of them.'),
        kind('spiral notebook', 0.7, 'Folds right round; micro-perforated, so pages leave without fringe.'),
        kind('softcover notebook', 0.85, 'Bends with the pocket; 96 pages, rounded corners.'),
      ],
      sizes: [
        size('A6', 0.7, 'Format', 'Goes in a shirt pocket.'),
        size('A5', 1, 'Format', 'The size that gets used.'),
        size('B5', 1.2, 'Format', 'Room for drawings.'),
      ],
      traits: [
        trait(
          'Dotted paper',
          1,
          '90 g paper that takes fountain ink without a shadow.',
          'Keep dry; the cover wipes clean',
        ),
        trait('Ruled paper', 0.95, 'Lines 7 mm apart, light enough to ignore.', 'Keep dry; the cover wipes clean'),
        trait('Blank paper', 1.05, '120 g, takes a light wash.', 'Keep dry; the cover wipes clean'),
      ],
      colours: ['Navy', 'Rust', 'Sage', 'Mustard', 'Black', 'Blush', 'Teal', 'Plum'],
      choice: 'colour',
      basePriceMinor: 1900,
      complements: ['Pens', 'Desk lamps'],
    },
    {
      name: 'Pens',
      drawing: 'pen',
      brands: ['Quillon', 'Paperway', 'Desk Standard'],
      lines:
        'Austen Blake Carver Dickens Eliot Frost Gaskell Hardy Ishi Joyce Keats Larkin Milton Nesbit Orwell Plath Quincey Rossetti Shelley Tennyson Undset Verne Woolf Yeats',
      kinds: [
        kind('fountain pen', 1.3, 'A steel nib that writes from the first stroke, even after a week in a drawer.'),
        kind('rollerball', 1, 'Liquid ink, dry in two seconds; kind to left-handers.'),
        kind('mechanical pencil', 0.85, 'Turns the lead a little with each stroke, so it stays sharp.'),
      ],
      sizes: [
        size('fine', 1, 'Line', 'A line of 0.4 mm for small hands.'),
        size('medium', 1, 'Line', 'A line of 0.6 mm.'),
        size('broad', 1.05, 'Line', 'A line of 0.9 mm, with some swing.'),
      ],
      traits: [
        trait('Brass', 1.4, '38 g, and it shows where you hold it.', 'Standard sizes, in the shop for good'),
        trait(
          'Aluminium',
          1.1,
          '17 g, anodised, hexagonal so it stays on the table.',
          'Standard sizes, in the shop for good',
        ),
        trait('Recycled resin', 0.7, '12 g, cap posts on the end.', 'Standard sizes, in the shop for good'),
      ],
      colours: ['Brass', 'Black', 'Navy', 'Cherry', 'Pine', 'Steel', 'Coral', 'Teal'],
      choice: 'colour',
      basePriceMinor: 2900,
      complements: ['Notebooks'],
      careFact: 'Refills',
    },
  ],
};
