"""The search index beside the records (検索), written in the transaction that publishes, and questions to it."""
