// Package asset is the read model of assets: what people see in the list of
// assets, synced devices beside assets that are kept by hand (AST-01).
//
// One table holds a row for each source record: a NinjaOne device or a manual
// asset. At first every record is an asset of its own, under the id of its record,
// so no fact is written twice. Identity resolution (several devices, one asset)
// adds a sparse table of stage 3 beside it, with a row for each record that is not
// its asset's oldest member: such records are left out of lists, and nothing here
// moves.
//
// Everything that a device gives is a function of its newest observation and the
// facts that this carries; presence and last user come from events of their own.
// So a rebuild that leaves superseded observations out makes the same rows.
//
// The last user and the owner stay sealed in the row, beside the id of the event
// that they were sealed for; whoever may see them opens them with a Sealer.
package asset
