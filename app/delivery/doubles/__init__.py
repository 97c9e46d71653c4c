"""Double claims: an invoice, person or file on two contracts is found without showing anybody the other's data."""
