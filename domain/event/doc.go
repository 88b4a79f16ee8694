// Package event is the published language of Coresync: the facts that the log
// holds, and the registry that decodes them.
//
// It is pure: no I/O, no clock, no SQL. Every event type is a Go struct named
// in the past tense, subject first (DeviceObserved). The stored name is the Go
// name and never changes; a changed shape gets a higher schema version and an
// upcast from the one before.
//
// Three kinds of event exist. Observations say what NinjaOne told us
// (DeviceObserved), completeness proofs say what a listing covered
// (ListingCompleted), decisions say what a person chose (OrganizationMapped).
// What a rule concludes is never an event.
package event
