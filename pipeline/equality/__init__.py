"""Are two expressions equal? Exactly, or by rigorous arithmetic."""
