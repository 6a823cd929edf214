"""Rules: who can receive what, written as data, answered with three truth values, explained and asked (制度の判定)."""
