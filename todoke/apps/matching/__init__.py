"""Matching (マッチング): what the rules answer for everybody at once, as the pages show it."""
