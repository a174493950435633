/** The last order of this visit, for the thanks page; gone when the tab closes. */
import { readJson, writeJson } from './browser-storage.ts';

export interface Order {
  readonly id: string;
  readonly totalMinor: number;
  readonly currency: string;
  readonly pieces: number;
  readonly deliveryDays: number;
}

const KEY = 'harbour-lane-order';

export function keepOrder(order: Order): void {
  writeJson('session', KEY, order);
}

export function lastOrder(): Order | undefined {
  const order = readJson('session', KEY) as Partial<Order> | undefined;
  const complete =
    typeof order?.id === 'string' && typeof order.totalMinor === 'number' && typeof order.currency === 'string';
  return complete ? (order as Order) : undefined;
}

/** `HL-4F7K2Q`: short enough to read out on the phone. */
export function newOrderId(): string {
  const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return `HL-${[...bytes].map((byte) => letters[byte % letters.length]).join('')}`;
}
