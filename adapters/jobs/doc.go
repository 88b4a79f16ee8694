// Package jobs drives long work: syncs, rebuilds, provisioning, and what recurs.
//
// Work is done in steps. A step takes at most half a minute, commits how far it
// came, and says when the next one is due; steps travel through River, a queue in
// the same database, to whichever process is free. Who takes a step takes a lease
// of fifteen seconds on the work and renews it every five. A process that dies in
// the middle lets its lease run out, and another goes on within twenty seconds:
// River itself would notice after minutes only, since it must allow for the
// longest step.
//
// The row in jobs.work is the truth, a job of River only carries it: the row names
// the one job that counts, so a job that comes twice or late does nothing.
//
// What recurs is a row in jobs.schedules with the instant at which it is due; any
// process starts what is due, under SKIP LOCKED, and writes the next instant.
package jobs
