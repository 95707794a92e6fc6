"""One module for each kind of fact: each says what it found at which place, by which rule, and what it dropped and why."""
