"""What talks to the world outside: name servers and mailboxes."""
