"""Yesterday's answers carried over into tonight's parts, and what was seen to change on the way."""
