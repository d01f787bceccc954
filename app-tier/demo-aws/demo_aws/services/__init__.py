"""One module an AWS service: each operation takes a `Call` and gives the answer as AWS shapes it."""
