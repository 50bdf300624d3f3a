"""Stories: signals that tell of the same event, put together as they come in."""
