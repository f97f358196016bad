"""What has to come before what: orders that work, deadlocks, and ways out of them."""
