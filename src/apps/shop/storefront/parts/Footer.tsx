import type { Shelf } from '../shelf.ts';

/** Departments again, the promises, and the plain truth about this shop. */
export function Footer({ shelf, onConsent }: { readonly shelf: Shelf | undefined; readonly onConsent: () => void }) {
  return (
    <footer className="footer">
      <div className="wrap footer-columns">
        <div>
          <p className="footer-name">Harbour Lane</p>
          <p>Things for the house and for leaving it. A demonstration shop: nothing is sold, nothing is shipped.</p>
        </div>
        <nav aria-label="All departments">
          <h2>Shop</h2>
          <ul>
            {(shelf?.departments ?? []).slice(0, 8).map((node) => (
              <li key={node.slug}>
                <a href={`/c/${node.slug}`}>{node.name}</a>
              </li>
            ))}
          </ul>
        </nav>
        <div>
          <h2>Service</h2>
          <ul>
            <li>Delivery in 2 to 3 working days</li>
            <li>60 days to return</li>
            <li>Repair desk, Monday to Friday</li>
          </ul>
        </div>
        <div>
          <h2>Privacy</h2>
          <ul>
            <li>No advertising trackers</li>
            <li>
              <button type="button" className="link" onClick={onConsent}>
                Change what is remembered
              </button>
            </li>
          </ul>
        </div>
      </div>
    </footer>
  );
}
