/** The conversations of the drill, played through Retell: the same tests, so the same state and the same sentences. */
process.env.DRILL_PLATFORM = 'retell';

for (const conversation of ['whole_call', 'change_of_mind', 'callers', 'interruption', 'inventions', 'no_dead_end', 'message', 'outage', 'rivals']) {
  await import(`./${conversation}.test.ts`);
}

export {};
