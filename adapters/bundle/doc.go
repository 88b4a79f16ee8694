// Package bundle makes and checks a file to take away: events of a log with what proves,
// to somebody who has neither the database nor trust in its owner, that they are what was
// recorded.
//
// A bundle is a ZIP file of
//
//	README.txt       what it is, how to check it, what it proves and what not
//	checkpoint.txt   a signed head of the log (C2SP tlog-checkpoint, Ed25519)
//	events.jsonl     an event a line, in order of position, each with its leaf hash
//	proof.jsonl      the hashes of the subtrees between the events (RFC 6962)
//	events.csv       the same events as a table
//	manifest.json    what was asked for, and how much of it there is
//
// Whoever checks hashes each event and builds the tree from the left: an event adds its
// leaf, a stretch that is not shown adds the roots of its subtrees. The root must be the
// one that was signed. So one proof serves any choice of events, and grows with the number
// of gaps, not of events. A stretch without gaps shows every event there; where streams
// were chosen, their versions follow each other. The same head and choice give the same
// bytes.
package bundle
