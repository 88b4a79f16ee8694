// Package topic is the Watermill surface of the log: the events table is the topic.
//
// A topic is a partition of tenants, called "events-3". Nothing is copied: a
// Publisher appends to the log, a Subscriber reads it by position. Two kinds of
// subscriber exist. A range subscriber hands out one message for up to N events
// of one tenant, for projections; an event subscriber hands out one message an
// event, for handlers and for what leaves the program.
//
// Either way one message is one database transaction. It holds the lock of the
// checkpoint of (tenant, consumer); the handler writes in it (TxFromContext); an
// ack moves the checkpoint in it and commits. A nack, an error, a panic, an ack
// that comes too late or never, and Close all roll it back completely, and only
// then is the message delivered again, after a pause that grows.
//
// Any number of processes may run the same consumer: the lock is taken with SKIP
// LOCKED, so whoever is free works, and the others take over when it dies. Since
// positions are in the order of commits, no open transaction elsewhere holds a
// reader up, and a restored dump goes on where it stood.
//
// The Waker knows how far each log reaches and wakes the subscribers of a
// process: at once for commits of the process itself, by NOTIFY for those of
// others, and by a poll that is only the safety net.
package topic
