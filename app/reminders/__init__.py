"""What is due, and from whom; telling them in time, by e-mail, calendar and webhook, and telling each thing once."""
