"""Synthetic records of the Tokyo registry (合成データ): its exact shape, with the dirt and rates measured on it."""
