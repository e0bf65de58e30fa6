"""Many workers on many cases, with crashes at any store call, redelivery and clock jumps; a seed decides the order."""
