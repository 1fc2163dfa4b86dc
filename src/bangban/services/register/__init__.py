"""Where are employees, scenarios, agencies, officers, holidays and the ledger looked at and kept?"""
