package webhook

import "slices"

// What is told. A thing may be of several kinds: an asset that goes missing is updated, too.
// An asset that was there before anything was told is AssetPresent, which is told to those
// who want to hear of created ones.
const (
	AssetPresent   = "asset.present"
	AssetCreated   = "asset.created"
	AssetUpdated   = "asset.updated"
	AssetStatus    = "asset.status"   // it has another status; in use and available come and go with the connection, and are no update
	AssetMapped    = "asset.mapped"   // it has another customer, or none any more
	AssetAssigned  = "asset.assigned" // it has another contact, or none any more
	AssetMissing   = "asset.missing"  // complete listings don't show it any more
	AssetReturned  = "asset.returned"
	AssetRemoved   = "asset.removed" // it is no asset any more: removed, ignored, or merged into another
	ReplacementDue = "replacement.due"
	RunFinished    = "run.finished"
	RunFailed      = "run.failed"
	RunHeld        = "run.held"
)

// Kinds are what one can subscribe to.
func Kinds() []string {
	return []string{AssetCreated, AssetUpdated, AssetStatus, AssetMapped, AssetAssigned, AssetMissing, AssetReturned, AssetRemoved, ReplacementDue, RunFinished, RunFailed, RunHeld}
}

// Known tells whether one can subscribe to a kind.
func Known(kind string) bool { return slices.Contains(Kinds(), kind) }
