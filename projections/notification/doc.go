// Package notification tells people in their inboxes what needs them (NOT-01 to NOT-05).
//
// It is a read model with side effects, and keeps the two apart. The model folds the log:
// one row a connection says which run ended last, which one waits, what failed; rebuilt,
// promoted or asked for the past it is rows like any other, and tells nobody anything.
//
// The Keeper is the step behind the read models that does: once they all stand at a run's
// end, it looks in one snapshot at what needs people, and writes the ledger. An item's id
// is made of what it is about, the recipient, the type and the day, never of a generation;
// so it is there once, whoever looks how often, over whichever release.
package notification
