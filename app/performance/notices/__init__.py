"""The law's side of performance: ratings that people sign, and the notices that are due, by dated rules."""
