import { describe, expect, test } from 'vitest';
import { type ConsentSignals, resolveConsent, withConsentMode, withExplicitConsent } from './consent.ts';

const silent: ConsentSignals = { explicit: {}, mode: {}, gpc: false };
const yes = { history: true, sync: true };
const no = { history: false, sync: false };
const historyOnly = { history: true, sync: false };

describe('one answer from all consent signals', () => {
  test.each([
    ['no signal at all', silent, no],
    ['explicit history', { ...silent, explicit: { history: true } }, historyOnly],
    ['explicit both', { ...silent, explicit: yes }, yes],
    ['explicit sync without history', { ...silent, explicit: { sync: true } }, no],
    ['explicit both under Global Privacy Control', { ...silent, explicit: yes, gpc: true }, historyOnly],
    ['functionality storage alone', { ...silent, mode: { functionality_storage: true } }, historyOnly],
    ['personalization storage alone', { ...silent, mode: { personalization_storage: true } }, historyOnly],
    [
      'one of the two storages denied',
      { ...silent, mode: { functionality_storage: true, personalization_storage: false } },
      no,
    ],
    ['analytics storage alone', { ...silent, mode: { analytics_storage: true } }, no],
    ['functionality and analytics', { ...silent, mode: { functionality_storage: true, analytics_storage: true } }, yes],
    ['explicit yes, consent mode no', { ...silent, explicit: yes, mode: { functionality_storage: false } }, no],
    ['explicit no, consent mode yes', { ...silent, explicit: no, mode: { functionality_storage: true } }, no],
    ['explicit yes, analytics denied', { ...silent, explicit: yes, mode: { analytics_storage: false } }, historyOnly],
  ] as [string, ConsentSignals, typeof yes][])('%s', (_name, signals, expected) => {
    expect(resolveConsent(signals)).toEqual(expected);
  });
});

describe('hearing consent', () => {
  test('an update lifts a denied default', () => {
    const denied = withConsentMode(silent, 'default', { functionality_storage: 'denied', analytics_storage: 'denied' });
    const lifted = withConsentMode(denied, 'update', { functionality_storage: 'granted' });
    expect(resolveConsent(lifted)).toEqual(historyOnly);
  });

  test('an update takes a grant back', () => {
    const granted = withConsentMode(silent, 'update', { functionality_storage: 'granted' });
    expect(resolveConsent(withConsentMode(granted, 'update', { functionality_storage: 'denied' }))).toEqual(no);
  });

  test('a denied default for some region is not lifted by a granted default for the rest', () => {
    const regional = withConsentMode(silent, 'default', { functionality_storage: 'denied', region: ['DE'] });
    expect(resolveConsent(withConsentMode(regional, 'default', { functionality_storage: 'granted' }))).toEqual(no);
  });

  test('a granted default for some region says nothing about this shopper', () => {
    expect(
      resolveConsent(withConsentMode(silent, 'default', { functionality_storage: 'granted', region: ['US'] })),
    ).toEqual(no);
  });

  test('values that are no answer change nothing', () => {
    const granted = withExplicitConsent(silent, yes);
    for (const odd of [undefined, null, 'all', { history: 'yes', sync: 1 }]) {
      expect(resolveConsent(withExplicitConsent(granted, odd))).toEqual(yes);
    }
    expect(withConsentMode(granted, 'query', { functionality_storage: 'denied' })).toBe(granted);
  });

  test('an explicit answer can be changed later', () => {
    const first = withExplicitConsent(silent, yes);
    expect(resolveConsent(withExplicitConsent(first, { sync: false }))).toEqual(historyOnly);
  });
});
