// Package projections makes read models out of the log. Everything here can be
// thrown away and made again; nothing here is a fact.
//
// A read model is a Model: tables, the events that it reads, and pure rules in
// three stages. Stage 1, Keys and Fold: one row a key, out of the row before and
// one event. Stage 2, digests: what a changed row does to sums, in the same
// transaction. Stage 3, Resolve: rows that depend on the whole tenant, at a stated
// position.
//
// Drivers run the same rules: Live applies a range of events in one transaction
// with the checkpoint, Rebuild folds in memory and copies, AsOf folds up to a
// position and writes nothing, Try folds under a draft of rules, Fsck folds again and
// compares, Repair writes what differs.
//
// A generation is build and variant of a model: a build is a set of physical
// tables, a variant is a column at the head of their keys. A release of a tenant
// names the generation of every model, and projection.live names the release.
package projections
