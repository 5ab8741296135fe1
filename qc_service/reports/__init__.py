"""Floor 4: documents and summaries for people who keep them."""
