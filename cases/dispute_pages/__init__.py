"""The pages of disputes about competence and of withdrawal: ledgers, forms, and what stands beside the file."""
