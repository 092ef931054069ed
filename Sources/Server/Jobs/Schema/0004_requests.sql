-- An administrator sees what a command says before it is sent again: the body, though not the key.

GRANT SELECT (request) ON jobs.commands TO tally_queries;
