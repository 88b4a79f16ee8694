// Package asset is the read model of assets: what people see in the list of
// assets, synced devices beside assets that are kept by hand (AST-01).
//
// One table holds a row for each source record: a NinjaOne device or a manual
// asset. Records that share a key (serial number, BIOS, network card) or a decision
// of a person are kin, and settled together (settle.go, projections.Kin): which of
// them are one asset, which of these shows it, and what to ask people. An asset has
// the id of its oldest record; the row of its newest listed device shows it, and the
// others are hidden. A record without kin is an asset of its own and costs nothing
// more.
//
// Everything that a device gives is a function of its newest observation and the
// facts that this carries; presence, last user and decisions come from events of
// their own, and a decision reads nothing of an observation. So a rebuild that leaves
// superseded observations out makes the same rows. What another source than the
// record gives a field stands beside what the record itself says (State.Given), so
// that settling can be taken off a row and put on again.
//
// The last user and the owner stay sealed in the row, beside the id of the event
// that they were sealed for; whoever may see them opens them with a Sealer.
package asset
