package event

import (
	"time"

	"github.com/google/uuid"
)

// SyncCounts are the numbers of one run. For devices,
// Created + Changed + Unchanged + Skipped + Failed = Found (SYN-05 to SYN-07).
type SyncCounts struct {
	Found     int `json:"devices_found"`
	Created   int `json:"assets_created"`
	Changed   int `json:"assets_updated"`
	Unchanged int `json:"unchanged"`
	Skipped   int `json:"skipped"`
	Failed    int `json:"failed"`
	// Missing counts devices that this complete listing no longer showed and the one before did.
	Missing int `json:"missing"`
	// PresenceChanged counts devices that went on or off line; alone that is no update.
	PresenceChanged int            `json:"presence_changed"`
	SkippedReasons  map[string]int `json:"skipped_reasons,omitempty"`
	FailedReasons   map[string]int `json:"failed_reasons,omitempty"`

	Organizations int `json:"organizations"`
	Locations     int `json:"locations"`
	Contacts      int `json:"contacts"`
	Accounts      int `json:"accounts"`
	Roles         int `json:"roles"`
	// EventsAppended counts the events of this run, this one left out.
	EventsAppended int `json:"events_appended"`
}

// SyncCompleted ends a run whose listings were all complete.
type SyncCompleted struct {
	Connection uuid.UUID  `json:"connection"`
	Run        uuid.UUID  `json:"run"`
	Trigger    string     `json:"trigger"` // "first", "manual", "scheduled"
	StartedAt  time.Time  `json:"started_at"`
	EndedAt    time.Time  `json:"ended_at"`
	Counts     SyncCounts `json:"counts"`
}

// SyncFailed ends a run that could not finish; a later run than the first leaves
// nothing else in the log.
type SyncFailed struct {
	Connection uuid.UUID  `json:"connection"`
	Run        uuid.UUID  `json:"run"`
	Trigger    string     `json:"trigger"`
	StartedAt  time.Time  `json:"started_at"`
	EndedAt    time.Time  `json:"ended_at"`
	Step       string     `json:"step"`   // the listing that broke off
	Reason     string     `json:"reason"` // a stable code, such as "wrong_region"
	Message    string     `json:"message"`
	Counts     SyncCounts `json:"counts"` // as far as it came
}

// EventType implements Payload.
func (SyncCompleted) EventType() Type { return "SyncCompleted" }

// EventType implements Payload.
func (SyncFailed) EventType() Type { return "SyncFailed" }
