"""What comes up after a night: deadlines, beginnings, ends, and the one question that would settle an answer."""
