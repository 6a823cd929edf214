"""Outside systems, one folder each: a client, and a fake of the same shape for tests (外部との接続)."""
