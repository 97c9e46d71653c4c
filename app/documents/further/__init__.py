"""HTTP of the documents that are about more than one decision: letters, statements and reports on portfolios."""
