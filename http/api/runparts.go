package api

import "time"

// RunOrganization is what a run found, and does or did, in one organization of NinjaOne.
type RunOrganization struct {
	Organization int64  `json:"organization_id"`
	Name         string `json:"name,omitempty"`
	// Devices is how many the run's listing showed there; nil: nobody knows any more.
	Devices *int `json:"devices,omitempty"`
	// Created, Changed, Moved and Missing count devices. One that moves counts for the
	// organization that it leaves. Changed has the kinds changed, reowned, blanked,
	// refreshed and returned.
	Created int `json:"created"`
	Changed int `json:"changed"`
	Moved   int `json:"moved"`
	Missing int `json:"missing"`
	// Held: what was found waits for a person. Exceeded are the limits that it goes, or
	// went, beyond in this organization.
	Held     bool       `json:"held"`
	Exceeded []Exceeded `json:"exceeded,omitempty"`
	// Complete: all of its devices were listed. Reason says why not.
	Complete bool   `json:"complete"`
	Reason   string `json:"reason,omitempty"`
}

// The kinds of a step of a run.
const (
	StepStarted   = "started"
	StepListed    = "listed"
	StepWaited    = "waited"
	StepApart     = "apart" // rows were skipped or failed
	StepHeld      = "held"
	StepReleased  = "released"
	StepDiscarded = "discarded"
	StepCompleted = "completed"
	StepFailed    = "failed"
	StepUndone    = "undone"
)

// RunStep is one thing that a run did, or that somebody did with it.
type RunStep struct {
	At      time.Time `json:"at"`
	Kind    string    `json:"kind"`    // one of the constants above
	Message string    `json:"message"` // a sentence
	By      string    `json:"by,omitempty"`
	// Position is of the event that says so; 0: it is not in the log.
	Position int64 `json:"position,omitempty"`
}
