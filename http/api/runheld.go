package api

import "time"

// Held is how long a run waited for a person, and what was decided.
type Held struct {
	From  time.Time  `json:"from"`
	Until *time.Time `json:"until,omitempty"` // nil: it waits still
	// Outcome is released or discarded; empty: it waits still.
	Outcome string `json:"outcome,omitempty"`
	By      string `json:"by,omitempty"`
	// LeftOut counts changes that were not released; the next sync finds them again.
	LeftOut int `json:"left_out,omitempty"`
}

// Lasted tells for how long a run worked, and for how long it waited for a person, up to a moment.
func (r Run) Lasted(now time.Time) (worked, waited time.Duration) {
	end := now
	if r.EndedAt != nil {
		end = *r.EndedAt
	}
	if h := r.Held; h != nil {
		until := end
		if h.Until != nil && h.Until.Before(end) {
			until = *h.Until
		}
		waited = max(0, until.Sub(h.From))
	}
	return max(0, end.Sub(r.StartedAt)-waited), waited
}
