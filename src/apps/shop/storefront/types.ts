import type { ReactNode } from 'react';

/** What a component may have inside. */
export type ComponentChildren = ReactNode;
