"""From rows to a problem of the planning engine, and from its plan back to rows."""
