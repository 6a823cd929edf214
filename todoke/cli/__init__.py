"""The command line: ask the rules, list programs, keep the rules right."""
