/** The console: a page of one clinic's, and the operator's view of all. */
import './styles/main.css';
import './frame/keys.ts';
import { render, type JSX } from 'preact';
import { App } from './app.tsx';

const Root = (): JSX.Element => <App />;
const root = document.getElementById('console');
if (root) render(<Root />, root);
