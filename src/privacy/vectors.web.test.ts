// The same known answers in a real browser: masks only cancel if every platform expands the same words.
import './vectors.test.ts';
