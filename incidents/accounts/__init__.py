"""The account of one side: its questions and form, its versions, its words, and the facts it is compared by."""
