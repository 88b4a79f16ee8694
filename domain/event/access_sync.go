package event

import (
	"time"

	"github.com/google/uuid"
)

// AccessSyncCompleted ends a run that read accounts and roles alone, between two syncs
// (C1C-15). Its listings have their proofs as those of a sync have.
type AccessSyncCompleted struct {
	Connection uuid.UUID `json:"connection"`
	Run        uuid.UUID `json:"run"`
	StartedAt  time.Time `json:"started_at"`
	EndedAt    time.Time `json:"ended_at"`
	Accounts   int       `json:"accounts"`
	Roles      int       `json:"roles"`
	// EventsAppended counts the events of this run, this one left out.
	EventsAppended int `json:"events_appended"`
}

// AccessSyncFailed ends such a run that could not finish; it leaves nothing else in the log.
type AccessSyncFailed struct {
	Connection uuid.UUID `json:"connection"`
	Run        uuid.UUID `json:"run"`
	StartedAt  time.Time `json:"started_at"`
	EndedAt    time.Time `json:"ended_at"`
	Step       string    `json:"step"`
	// Reason is a stable code, as that of SyncFailed; "limits" and "undone" leave the
	// changes to the next sync, which a person looks at.
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

// EventType implements Payload.
func (AccessSyncCompleted) EventType() Type { return "AccessSyncCompleted" }

// EventType implements Payload.
func (AccessSyncFailed) EventType() Type { return "AccessSyncFailed" }
