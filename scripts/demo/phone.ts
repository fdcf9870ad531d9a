/** A phone call as Vapi carries it to the webhook, told by whoever knows how it went. */
import { done, type Ways } from './ways.ts';

/** How a call goes. */
export interface CallStory {
  /** Vapi's id of it. The ids of its tools follow from it, so a call that is told again is the same call. */
  id: string;
  /** The clinic's number. */
  called: string;
  /** `null` when it is withheld. */
  caller: string | null;
  /** The tools that the agent uses, in order. */
  uses?: [tool: string, args: object][];
  /** How long it takes. */
  seconds: number;
  /** When it ends, in milliseconds since the Unix epoch; with its last tool when absent. */
  endsAt?: number;
  /** Vapi's code for why it ends; the caller hangs up when absent. */
  endedReason?: string;
  /** In US dollars. */
  cost?: number;
  summary?: string;
  /** Whether it goes on. */
  goesOn?: boolean;
}

/** What a minute costs, with model, voice and line. */
const COST_A_MINUTE = 0.11;

/** Tells a call from the first tool to the report at its end. Gives what the agent heard from each tool. */
export async function tellCall(ways: Ways, story: CallStory): Promise<string[]> {
  const heard: string[] = [];
  for (const [position, [name, args]] of (story.uses ?? []).entries()) {
    const call = { id: `${story.id}-${position + 1}`, type: 'function', function: { name, arguments: args } };
    const { results } = await tells(ways, story, 'tool-calls', 'in-progress', { toolCallList: [call] });
    heard.push(results[0].result ?? results[0].error);
  }
  if (!story.goesOn) await tells(ways, story, 'end-of-call-report', 'ended', report(story));
  return heard;
}

function report({ seconds, endsAt = Date.now(), endedReason = 'customer-ended-call', cost, summary }: CallStory): object {
  return {
    endedReason,
    startedAt: new Date(endsAt - seconds * 1000).toISOString(),
    endedAt: new Date(endsAt).toISOString(),
    cost: cost ?? Math.round((seconds / 60) * COST_A_MINUTE * 10_000) / 10_000,
    analysis: { summary },
  };
}

function tells(ways: Ways, story: CallStory, type: string, status: string, more: object): Promise<any> {
  const customer = story.caller === null ? {} : { customer: { number: story.caller } };
  const call = { id: story.id, type: 'inboundPhoneCall', status };
  const message = { timestamp: story.endsAt ?? Date.now(), type, call, phoneNumber: { number: story.called }, ...customer, ...more };
  return done(ways.vapi({ message }), `a ${type} of the call ${story.id}`);
}
