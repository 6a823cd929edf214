"""The part of the API about people (本人とアプリのAPI): with a key, never across sites."""
