"""What is learnt, and what it is learnt from. Nothing in the product imports this."""
