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

// MendedBySignIn tells whether the reason of a failed run is one that a new sign-in at
// NinjaOne takes away (REC-01).
func MendedBySignIn(reason string) bool {
	switch reason {
	case "not_connected", "reconnect_required", "bad_credentials", "unauthorized", "missing_scope":
		return true
	}
	return false
}

// SyncHeld says that a run waits for a person: it was asked to as a preview, it would
// change more than the limits of its connection let pass, or the run before was undone.
// Of what the run found, nothing is in the log.
type SyncHeld struct {
	Connection uuid.UUID   `json:"connection"`
	Run        uuid.UUID   `json:"run"`
	Reason     string      `json:"reason"` // "preview", "limits" or "undone"
	Message    string      `json:"message"`
	Exceeded   []HeldLimit `json:"exceeded,omitempty"`
}

// HeldLimit is one limit that a held run would go beyond.
type HeldLimit struct {
	Thing          string `json:"thing"` // such as "device"
	Kind           string `json:"kind"`  // such as "missing"
	OrganizationID int64  `json:"organization_id,omitempty"`
	Count          int    `json:"count"`
	Of             int    `json:"of"`
	Limit          string `json:"limit,omitempty"` // "20" or "5 %"
}

// SyncReleased says that a person let a held run go to the log, or part of it.
type SyncReleased struct {
	Connection uuid.UUID `json:"connection"`
	Run        uuid.UUID `json:"run"`
	By         string    `json:"by"` // such as "token:<uuid>"
	// LeftOut counts changes that were not released; the next run finds them again.
	LeftOut int `json:"left_out,omitempty"`
}

// SyncDiscarded says that a person let what a run found go, while it was held or went on;
// the next run finds it again.
type SyncDiscarded struct {
	Connection uuid.UUID `json:"connection"`
	Run        uuid.UUID `json:"run"`
	By         string    `json:"by"`
}

// SyncUndone says that a person undid a run: what it had observed was observed anew
// as it had been before, and the connection's next run waits for a person.
type SyncUndone struct {
	Connection uuid.UUID `json:"connection"`
	Run        uuid.UUID `json:"run"`
	By         string    `json:"by"`
	Restored   int       `json:"restored"`
	// Kept counts things that a later run or hint had changed again; they stay.
	Kept int `json:"kept,omitempty"`
	// Part tells that some of its changes were taken back, and the others hold.
	Part bool `json:"part,omitempty"`
}

// EventType implements Payload.
func (SyncHeld) EventType() Type { return "SyncHeld" }

// EventType implements Payload.
func (SyncReleased) EventType() Type { return "SyncReleased" }

// EventType implements Payload.
func (SyncDiscarded) EventType() Type { return "SyncDiscarded" }

// EventType implements Payload.
func (SyncUndone) EventType() Type { return "SyncUndone" }

// EventType implements Payload.
func (SyncCompleted) EventType() Type { return "SyncCompleted" }

// EventType implements Payload.
func (SyncFailed) EventType() Type { return "SyncFailed" }
