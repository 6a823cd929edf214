"""The work of a night spread over a Spark cluster: the columnar kernel runs inside ``mapInArrow``."""
