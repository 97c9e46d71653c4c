"""Ways out of the building: mail servers, folders of mail, and other people's webhooks."""
