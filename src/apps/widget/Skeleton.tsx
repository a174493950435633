const CARDS = ['a', 'b', 'c', 'd', 'e', 'f'];

/** The shape of a list that is on its way, in exactly its height. */
export function Skeleton() {
  return (
    <div className="slot skeleton" aria-hidden="true">
      <div className="header">
        <span className="ghost ghost-heading" />
      </div>
      <ul className="cards">
        {CARDS.map((key) => (
          <li className="card" key={key}>
            <span className="picture ghost" />
            <span className="ghost ghost-line" />
            <span className="ghost ghost-line short" />
          </li>
        ))}
      </ul>
    </div>
  );
}
