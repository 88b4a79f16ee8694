package topic

import "time"

// Statements whose plans are tested.
const (
	LockSQL  = lockSQL
	HeadsSQL = headsSQL
)

// EachHead reads a notification.
var EachHead = eachHead

// After is the pause after the nth failure in a row.
func (b Backoff) After(failures int) time.Duration { return b.after(failures) }
