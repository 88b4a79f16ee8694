// Package eventstore is the log: the one place where facts are kept.
//
// A log belongs to a tenant. Within it positions are gapless from 1 and in the
// order of commits, since an append takes an advisory lock of the log, reads the
// newest position and writes. No sequence, no transaction id and no hot head row:
// a foreign long transaction can't hold readers up, and a dump restored elsewhere
// goes on working.
//
// Lock order, the same everywhere: the row in appends, then the lock of the log,
// then rows. A transaction that appends to several logs takes them in order of
// tenant id.
//
// The events table is also the Watermill topic, see package eventstore/topic.
package eventstore
