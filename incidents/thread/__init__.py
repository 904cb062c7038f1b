"""The course of events as its readers read it, and the form of an entry."""
