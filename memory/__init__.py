"""What is remembered: the vocabulary, the tables, the outbox and the vector index."""
