// Package tree makes a log provable: a Merkle tree over the leaves of a tenant's
// events (RFC 6962 §2.1), built behind the log by a consumer of its own, with heads
// that are signed and kept outside the database too.
//
// Position p is leaf p-1, so a tree of size n covers the positions 1 to n. What a
// leaf covers stands in package leaf.
//
// The consumer keeps a compact range (the roots of the whole subtrees, at most 64
// hashes) beside its checkpoint and writes each 256 leaves as a tile once. A proof
// reads at most two tiles a level, and a level is 256 times the one below: four
// levels hold four thousand million events. What the consumer has not come to yet,
// and the last leaves that fill no tile, are read from the events themselves, so
// any size up to the head of the log can be proved.
//
// A head is a C2SP tlog-checkpoint: a note with origin, size and root, signed by an
// Ed25519 key of the tenant. The origin "coresync/<tenant>/<epoch>" is also the name
// of the key, so a head can't be taken for one of another log or epoch. Heads are
// rows of eventstore.tree_heads and lines of files in the data folder. Where those
// files know more than the database, an older backup was restored: see Check.
package tree
