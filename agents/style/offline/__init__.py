"""The offline writer: plan and rank over facts of the brief and lines of the persona."""
