"""The supplier's workbook: a period of a contract as a spreadsheet to fill in without the service, and back again."""
