import { Component, type ReactNode } from 'react';

/** Keeps an error of ours in drawing from the host page: the slot then stays empty, in its own space. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly broken: boolean }> {
  override readonly state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <div className="empty" /> : this.props.children;
  }
}
