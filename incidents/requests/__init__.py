"""What one side asks the other: how it is shown, told and reminded of."""
