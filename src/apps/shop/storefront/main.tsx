/** Opens the shop in `#shop`. */
import { createRoot } from 'react-dom/client';
import { startNavigation } from './navigation.ts';
import { Shop } from './Shop.tsx';

const mount = document.getElementById('shop');
if (!mount) throw new Error('index.html: expected an element with the id "shop"');
startNavigation();
createRoot(mount).render(<Shop />);
