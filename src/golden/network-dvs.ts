import { dvsChunks } from '../../streams/events/dvs-chunks.js';
import { readEvents } from '../../streams/events/read-events.js';
import { asCount, asFlag, asList, asNumber, asText, type Fields } from './json.js';
import type { InputContext } from './network-inputs.js';

/** The rows of a node that plays a recording: events per timestep and index, divided by dt. */
export function dvsRows(
  name: string,
  output: Fields,
  { dt, steps, beside }: Pick<InputContext, 'dt' | 'steps' | 'beside'>,
): Float64Array {
  const file = asText(output.file, `${name}, file`);
  const relTime = output.rel_time === null ? {} : { relTime: asFlag(output.rel_time, name) };
  const { events } = readEvents(beside(file), { path: file, compat: 'nengo-loihi', ...relTime });
  const [poolRows, poolColumns] = asList(output.pool, `${name}, pool`);
  const [chunk] = dvsChunks('rows', events, {
    dt,
    steps,
    chunk: steps,
    tStart: asNumber(output.t_start, `${name}, t_start`),
    pool: [asCount(poolRows, `${name}, pool`), asCount(poolColumns, `${name}, pool`)],
    channelsLast: asFlag(output.channels_last, `${name}, channels_last`),
    height: asCount(output.dvs_height, `${name}, dvs_height`),
    width: asCount(output.dvs_width, `${name}, dvs_width`),
  });
  return Float64Array.from(chunk!.data.rows);
}
