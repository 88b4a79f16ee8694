package event

import "github.com/google/uuid"

// LogForked says that a person let a log go on after an older backup was restored:
// what had stood behind Position is given up, and from the next position on the
// log is another one, which its new epoch says. Cursors and positions of the
// former epoch are refused.
type LogForked struct {
	FormerEpoch uuid.UUID `json:"former_epoch"`
	Epoch       uuid.UUID `json:"epoch"`
	Position    int64     `json:"position"` // the last one that both have
	Reason      string    `json:"reason"`
}

// EventType implements Payload.
func (LogForked) EventType() Type { return "LogForked" }

// LogStream is the stream of what happens to a log itself.
const LogStream = "log"
