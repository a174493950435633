/** Background work and changes of the past, one after the other; a change aborts the work that it finds. */
export interface Turns {
  /** @throws the signal's reason, when a change came first */
  work<Value>(task: (signal: AbortSignal) => Promise<Value>): Promise<Value>;
  change<Value>(task: () => Promise<Value>): Promise<Value>;
}

export function oneAtATime(): Turns {
  let tail: Promise<unknown> = Promise.resolve();
  let working = new AbortController();
  const inTurn = <Value>(task: () => Promise<Value>): Promise<Value> => {
    const turn = tail.then(task);
    tail = turn.catch(() => {});
    return turn;
  };
  return {
    work(task) {
      const { signal } = working;
      return inTurn(async () => {
        signal.throwIfAborted();
        return task(signal);
      });
    },
    change(task) {
      working.abort();
      working = new AbortController();
      return inTurn(task);
    },
  };
}
