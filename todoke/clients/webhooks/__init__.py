"""Webhooks: pages of changes sent to the programs of others, signed, to machines of the public internet alone."""
