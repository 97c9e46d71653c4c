"""Who has an interest in a tender: declared, looked for, decided by somebody else, and kept."""
