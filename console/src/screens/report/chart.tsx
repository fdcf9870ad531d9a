/** Bars of our own: how many there were, and how many of them were the ones that matter. The same stands below as a table. */
import type { JSX } from 'preact';

export interface Bar {
  /** What it is of, in full. */
  name: string;
  /** The same below the bar; empty where there is no room. */
  label: string;
  all: number;
  part: number;
}

interface BarsProps {
  title: string;
  /** What the bars are of, and what all and a part of each count. */
  of: string;
  all: string;
  part: string;
  bars: Bar[];
}

/** The units of the picture. It is as wide as there is room. */
const WIDTH = 720;
const HEIGHT = 160;
const FOOT = 20;

/** A share as people read it; none of nothing. */
export const share = (part: number, all: number): string => (all === 0 ? '–' : `${Math.round((part / all) * 100)} %`);

export function Bars({ title, of, all, part, bars }: BarsProps): JSX.Element {
  const most = Math.max(1, ...bars.map((bar) => bar.all));
  const [sum, sumOfPart] = [bars.reduce((total, bar) => total + bar.all, 0), bars.reduce((total, bar) => total + bar.part, 0)];
  const told = `${title}: ${sum} ${all.toLowerCase()}, ${sumOfPart} ${part.toLowerCase()}. The table below has each ${of.toLowerCase()}.`;
  return (
    <figure class="panel padded chart">
      <figcaption class="row apart">
        <h2>{title}</h2>
        <span class="row small secondary"><span class="key all">{all}</span><span class="key part">{part}</span></span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + FOOT}`} role="img" aria-label={told}>
        {bars.map((bar, position) => <Column key={bar.name} bar={bar} most={most} position={position} count={bars.length} />)}
        <line class="ground" x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
      </svg>
      <details>
        <summary>Show as a table</summary>
        <div class="scroller" tabIndex={0} role="region" aria-label={title}>
          <table>
            <thead><tr><th scope="col">{of}</th><th scope="col" class="end">{all}</th><th scope="col" class="end">{part}</th><th scope="col" class="end">Share</th></tr></thead>
            <tbody>
              {bars.map((bar) => <tr key={bar.name}><th scope="row">{bar.name}</th><td class="end" data-name={all}>{bar.all}</td><td class="end" data-name={part}>{bar.part}</td><td class="end" data-name="Share">{share(bar.part, bar.all)}</td></tr>)}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

function Column({ bar, most, position, count }: { bar: Bar; most: number; position: number; count: number }): JSX.Element {
  const room = WIDTH / count;
  const [x, width] = [position * room + room * 0.15, room * 0.7];
  const height = (value: number): number => (value / most) * (HEIGHT - 4);
  return (
    <g>
      <title>{`${bar.name}: ${bar.all}, ${bar.part}`}</title>
      <rect class="all" x={x} y={HEIGHT - height(bar.all)} width={width} height={height(bar.all)} />
      <rect class="part" x={x} y={HEIGHT - height(bar.part)} width={width} height={height(bar.part)} />
      {bar.label !== '' && <text x={position * room + room / 2} y={HEIGHT + 15}>{bar.label}</text>}
    </g>
  );
}
