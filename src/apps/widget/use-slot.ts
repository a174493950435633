import { useSyncExternalStore } from 'react';
import type { Slot, SlotState } from './page.ts';

/** What a slot shows now. */
export function useSlot(slot: Slot): SlotState {
  return useSyncExternalStore(slot.subscribe, slot.state);
}
