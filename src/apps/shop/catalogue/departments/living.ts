import { type DepartmentSpec, kind, size, trait } from '../category-spec.ts';

export const living: DepartmentSpec = {
  name: 'Living',
  categories: [
    {
      name: 'Table lamps',
      drawing: 'tableLamp',
      brands: ['Lumen & Rye', 'Halvard', 'Nook', 'Pottersfield'],
      lines:
        'Afterglow Bower Candela Dusk Ember Fable Glim Halo Idle Jade Kindle Lull Mellow Nocturne Opal Parlour Quiet Reverie Solace Twilight Umbra Vesper Wick Zenith',
      kinds: [
        kind('mushroom lamp', 1.1, 'The dome throws light down on the page and nothing into your eyes.'),
        kind('table lamp', 1, 'A tapered linen shade, lined, so the bulb does not show as a spot.'),
        kind('globe lamp', 0.9, 'Hand-blown opal glass: soft light all round, no shadow on the wall.'),
      ],
      sizes: [
        size('28 cm', 0.8, 'Height', 'Low enough for a bookshelf.'),
        size('38 cm', 1, 'Height', 'Right beside a sofa.'),
        size('52 cm', 1.3, 'Height', 'Tall enough for a sideboard.'),
      ],
      traits: [
        trait('Steel, powder-coated', 1, 'Stepless dimmer on the cable.', 'Dust with a dry cloth'),
        trait('Ceramic', 1.15, 'Thrown foot with a matte glaze, 1.4 kg, will not tip.', 'Wipe with a damp cloth'),
        trait('Brass', 1.35, 'Unlacquered brass that darkens over the years.', 'Polish, or leave it to age'),
      ],
      colours: ['Chalk', 'Terracotta', 'Mustard', 'Sage', 'Brass', 'Black', 'Blush', 'Cobalt'],
      choice: 'colour',
      basePriceMinor: 8900,
      complements: ['Chairs', 'Rugs'],
    },
    {
      name: 'Floor lamps',
      drawing: 'floorLamp',
      brands: ['Lumen & Rye', 'Halvard', 'Nook'],
      lines:
        'Arbour Beacon Crane Delta Eave Fathom Gantry Heron Ibis Jib Keel Loft Mast Noon Outpost Perch Quay Ridge Stork Taper Upland Vantage Wader Yard',
      kinds: [
        kind('arc lamp', 1.4, 'Reaches 95 cm over the armchair; a 9 kg foot keeps it there.', { traits: [0, 2] }),
        kind('tripod lamp', 1.1, 'Three turned legs fold flat for moving house.', { traits: [1] }),
        kind('reading lamp', 1, 'The head turns through 300° and stays where you point it.', { traits: [0, 2] }),
      ],
      sizes: [
        size('135 cm', 0.9, 'Height', 'Light at shoulder height when you sit.'),
        size('150 cm', 1, 'Height'),
        size('165 cm', 1.12, 'Height', 'For high ceilings and deep sofas.'),
      ],
      traits: [
        trait('Steel, linen shade', 1, 'Foot switch, 2.2 m of cloth cable.', 'Vacuum the shade with a soft brush'),
        trait('Oak, paper shade', 1.15, 'The shade is washi on a wire frame, replaceable.', 'Dust only'),
        trait('Brass, glass shade', 1.35, 'E27 socket, dims with any LED that dims.', 'Wipe the glass when cold'),
      ],
      colours: ['Chalk', 'Black', 'Brass', 'Sage', 'Mustard', 'Rust', 'Oak'],
      choice: 'colour',
      basePriceMinor: 15900,
      complements: ['Chairs', 'Rugs', 'Cushions'],
    },
    {
      name: 'Chairs',
      drawing: 'chair',
      brands: ['Halvard', 'Stillwater', 'Nook'],
      lines:
        'Anker Bo Carl Dagny Elin Frode Greta Hedda Ivar Jonna Kaj Liv Malte Nanna Ole Pelle Runa Sixten Tove Ulla Viggo Ylva Asta Birger',
      kinds: [
        kind('armchair', 3.2, 'A deep seat and a back that stops below the ears: made for reading, bad for naps.'),
        kind('dining chair', 1, 'Weighs 4.1 kg and stacks four high; the back gives 2 cm when you lean.'),
        kind('stool', 0.6, 'A seat, a step and a bedside table in one; carries 160 kg.'),
      ],
      sizes: [
        size('low', 0.95, 'Seat', 'Seat height 42 cm.'),
        size('standard', 1, 'Seat', 'Seat height 45 cm.'),
        size('wide', 1.18, 'Seat', 'Six centimetres wider, the same footprint at the legs.'),
      ],
      traits: [
        trait('Oak, wool bouclé', 1.25, 'Covers unzip and can be replaced.', 'Vacuum, spot clean with cold water'),
        trait('Beech, linen blend', 1, 'Steam-bent beech frame, webbing instead of springs.', 'Covers wash at 30 °C'),
        trait('Walnut, felt', 1.4, 'Mortise and tenon, oiled twice.', 'Oil once a year, brush the felt'),
      ],
      colours: ['Sage', 'Mustard', 'Rust', 'Oat', 'Navy', 'Fog', 'Pine', 'Blush'],
      choice: 'colour',
      basePriceMinor: 14900,
      complements: ['Cushions', 'Floor lamps', 'Rugs'],
    },
    {
      name: 'Rugs',
      drawing: 'rug',
      brands: ['Wovenby', 'Tansy Lane', 'Nook'],
      lines:
        'Acre Brae Croft Dale Estuary Furrow Glade Hollow Isle Jetty Knoll Lea Meadow Ness Orchard Paddock Quarry Rill Strand Thicket Upstream Verge Weald Yonder',
      kinds: [
        kind('striped rug', 1, 'Flat-woven on both sides, so it turns over after the red wine.', { sizes: [0, 1, 2] }),
        kind('bordered rug', 1.1, 'A 12 cm border frames the room; pile 7 mm, easy on robot vacuums.', {
          sizes: [0, 1, 2],
        }),
        kind('round rug', 0.95, 'Cut round and bound by hand; softens a corner or the space under a table.', {
          sizes: [3, 4, 5],
        }),
      ],
      sizes: [
        size('80 × 150 cm', 0.45, 'Size', 'For a hallway or beside the bed.'),
        size('140 × 200 cm', 1, 'Size', 'Carries a coffee table and the front legs of a sofa.'),
        size('170 × 240 cm', 1.55, 'Size', 'A whole seating group stands on it.'),
        size('Ø 120 cm', 0.6, 'Size', 'For a reading corner.'),
        size('Ø 160 cm', 1, 'Size', 'Takes an armchair and a small table.'),
        size('Ø 200 cm', 1.5, 'Size', 'Takes a round dining table with its chairs pushed in.'),
      ],
      traits: [
        trait('Wool', 1.3, 'Undyed warp, 2.1 kg of wool a square metre.', 'Vacuum without the brush, dry clean'),
        trait('Cotton', 0.8, 'Pre-washed, so it will not shrink again.', 'Wash at 30 °C, dry flat'),
        trait('Jute and wool', 1, 'Jute under the foot, wool where it shows.', 'Vacuum, keep dry'),
      ],
      colours: ['Terracotta', 'Oat', 'Slate', 'Moss', 'Navy', 'Mustard', 'Blush', 'Fog'],
      choice: 'colour',
      basePriceMinor: 18900,
      complements: ['Cushions', 'Chairs', 'Floor lamps'],
    },
    {
      name: 'Cushions',
      drawing: 'cushion',
      brands: ['Tansy Lane', 'Wovenby', 'Nook'],
      lines:
        'Apple Bluebell Cornflower Daisy Elder Foxglove Gorse Hazel Ivy Jasmine Kale Laurel Marigold Nutmeg Orchid Poppy Quince Rosehip Sage Teasel Veronica Woad Yarrow Zinnia',
      kinds: [
        kind('piped cushion', 1, 'A contrast piping keeps the edge straight after a year of elbows.'),
        kind('striped cushion', 1.05, 'Yarn-dyed stripes, so they run through to the back.'),
        kind('tufted cushion', 1.2, 'Dots of hand-tufted wool, 9 mm high, on plain canvas.'),
      ],
      sizes: [
        size('40 × 40 cm', 0.85, 'Size'),
        size('50 × 50 cm', 1, 'Size', 'Big enough to lean on.'),
        size('60 × 40 cm', 1.05, 'Size', 'Supports the small of the back.'),
      ],
      traits: [
        trait('Linen', 1.2, 'Feather insert included, 90 % from recycled bedding.', 'Cover washes at 40 °C'),
        trait('Cotton canvas', 0.9, 'Hidden zip, kapok insert included.', 'Cover washes at 40 °C'),
        trait('Wool', 1.3, 'Boiled wool that shrugs off crumbs.', 'Air it, spot clean cold'),
      ],
      colours: ['Mustard', 'Rust', 'Sage', 'Blush', 'Navy', 'Chalk', 'Plum', 'Teal', 'Terracotta'],
      choice: 'colour',
      basePriceMinor: 3400,
      complements: ['Chairs', 'Rugs'],
    },
    {
      name: 'Plant pots',
      drawing: 'plantPot',
      brands: ['Greenhatch', 'Pottersfield', 'Halvard'],
      lines:
        'Aloe Begonia Calla Dahlia Erica Ficus Geum Hosta Ilex Jade Kalmia Lupin Monstera Nerine Oxalis Peony Quassia Rhus Salvia Tulsi Ulex Viola Wisteria Yucca',
      kinds: [
        kind('classic pot', 1, 'Unglazed inside, so roots breathe; the saucer is glazed, so the table stays dry.', {
          traits: [0, 1],
        }),
        kind('cylinder pot', 1.1, 'Straight walls and a hidden drip tray 3 cm deep.', { traits: [1, 2] }),
        kind('footed planter', 1.6, 'Stands on three oak legs, so air and the vacuum get under it.', {
          sizes: [1, 2],
          traits: [1, 2],
        }),
      ],
      sizes: [
        size('14 cm', 0.6, 'Diameter', 'Fits a 12 cm nursery pot.'),
        size('20 cm', 1, 'Diameter', 'Fits an 18 cm nursery pot.'),
        size('28 cm', 1.7, 'Diameter', 'For the plant that made it through three winters.'),
      ],
      traits: [
        trait('Terracotta', 0.8, 'Fired at 1,040 °C, frost-proof to −8 °C.', 'Brush off lime with vinegar'),
        trait('Stoneware', 1.2, 'Reactive glaze, each piece differs.', 'Wipe with a damp cloth'),
        trait('Recycled steel', 1, 'Powder-coated, 1 mm, 60 % recycled.', 'Wipe with a damp cloth'),
      ],
      colours: ['Terracotta', 'Chalk', 'Sage', 'Slate', 'Mustard', 'Blush', 'Graphite', 'Teal'],
      choice: 'colour',
      basePriceMinor: 2900,
      complements: ['Table lamps', 'Rugs'],
    },
  ],
};
