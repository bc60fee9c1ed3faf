"""What administrators do with the directory: forms, the calls behind them, and who is offered which."""
