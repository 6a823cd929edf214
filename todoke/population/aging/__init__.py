"""Letting a made population live: births, deaths, moves, new years at school, changes of income (日を進める)."""
