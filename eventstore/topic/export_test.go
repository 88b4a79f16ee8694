package topic

// Statements whose plans are tested.
const (
	LockSQL  = lockSQL
	HeadsSQL = headsSQL
)
