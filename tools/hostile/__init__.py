"""Text that gives orders to software, or hides words from people: found, and told why."""
