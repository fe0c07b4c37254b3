"""What retrieval keeps between requests: the item–item model and vectors."""
