"""What an authority lets everybody read: its tenders, awards and delivery, as pages and as data, without an account."""
