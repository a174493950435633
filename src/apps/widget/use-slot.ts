import { useEffect, useState } from 'react';
import type { Slot, SlotState } from './page.ts';

/** What a slot shows now. */
export function useSlot(slot: Slot): SlotState {
  const [state, setState] = useState(slot.state);
  useEffect(() => {
    // It may have changed since it was drawn.
    setState(slot.state());
    return slot.subscribe(() => setState(slot.state()));
  }, [slot]);
  return state;
}
