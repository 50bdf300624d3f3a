"""Voice: the persona's habits, measured; what changed; versions."""
