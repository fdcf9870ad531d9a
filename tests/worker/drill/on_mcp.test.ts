/** The conversations of the drill, played through an MCP client: the same tests, so the same state and the same sentences. */
process.env.DRILL_PLATFORM = 'mcp';

for (const conversation of ['whole_call', 'change_of_mind', 'callers', 'interruption', 'inventions', 'no_dead_end', 'message', 'outage', 'rivals']) {
  await import(`./${conversation}.test.ts`);
}

export {};
