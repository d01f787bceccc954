"""The one-command local stack behind `./dev`: standard library only, no package of the product is imported here."""
