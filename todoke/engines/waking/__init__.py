"""Whose answers change because days passed: which days each program looks at, and who crosses them (日を待つ規則)."""
