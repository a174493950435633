/**
 * What the widget uses of React, from Preact. The bundle takes it for `react` and `react-dom/client`: preact/compat, which
 * makes up for every difference between the two, is a tenth of the widget, and the widget meets none of them.
 */
import { type ComponentChild, render } from 'preact';

export { Component } from 'preact';
export * from 'preact/hooks';

export function createRoot(container: Element) {
  return {
    render: (children: ComponentChild) => render(children, container),
    unmount: () => render(null, container),
  };
}
