// Package poller reads a NinjaOne connection from end to end and turns what is new
// into events: one sync run lists organizations, locations, devices with their
// last users, contacts, accounts and roles, compares each row with the head of its
// stream, and appends only what differs.
//
// A connection's first run appends page by page. Every later run stages its
// changes in the transaction that moves the page's cursor, and appends them only
// when all listings are complete; one that fails leaves SyncFailed in the log and
// nothing else. A run belongs to a lease of fifteen seconds: after a crash any
// process takes it over and goes on behind the last page.
//
// What is kept in memory: one page of rows, and for the listing that is going on
// the heads of its streams (64 bytes each, twice for devices, which have a stream
// for their last user) and the last users themselves (about 60 bytes a device).
// 100,000 devices take some 20 MB.
package poller
