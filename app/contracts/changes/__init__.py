"""What happens to a contract after it was made: its changes by two people, its volume, and what takes whose place."""
