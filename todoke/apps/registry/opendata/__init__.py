"""Open data (オープンデータ): nightly bundles of the registry in open formats, with schema, licence and manifest."""
