/**
 * Front door of the npm package: what a page can do with the engine. The script tag and the widget come through here too.
 */
export type { Consent } from './domain/consent.ts';
export { NO_CONSENT } from './domain/consent.ts';
export type { Backend, EngineNotice, EngineStatus } from './domain/engine-status.ts';
export type { ProductId } from './domain/ids.ts';
export { parseProductId } from './domain/ids.ts';
export type { Product } from './domain/product.ts';
export type { Placement, Reason, Recommendation, RecommendationList } from './domain/recommendation.ts';
export { parsePlacement } from './domain/recommendation.ts';
export type { Correction, Liking, PriceHabits, ShopperProfile } from './domain/shopper-profile.ts';
export type { EngineOptions, ForgetRequest, HistoryExport, PageEvent, RecommendRequest } from './engine/messages.ts';
export type { ConnectOptions, PageEngine } from './engine/page-engine.ts';
export { connectEngine } from './engine/page-engine.ts';
export type { PageSearch, SearchOptions } from './engine/page-search.ts';
export { connectSearch } from './engine/page-search.ts';
export type { SearchRequest, SearchResult } from './engine/search-messages.ts';
export { EngineError } from './engine/start-worker.ts';
export { categoryBucket } from './protocol/category-bucket.ts';
