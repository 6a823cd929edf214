"""The reference evaluator: every node of a rule as a plain function of a run and a member."""
