"""Importing official files into the registry (読み込み): in batches, resumable, with a report of every row."""
