package web

import (
	"fmt"
	"slices"
	"strings"

	"coresync/http/api"
)

// phase is a part of a run as people follow it (screen 5.4). Steps are the poller's names
// of what belongs to it.
type phase struct {
	Word, Steps string
	Done, Now   bool
}

func phases() []phase {
	return []phase{
		{Word: "Organizations", Steps: "organizations"}, {Word: "Locations", Steps: "locations"},
		{Word: "Devices", Steps: "devices last_users"}, {Word: "Contacts", Steps: "contacts"},
		{Word: "Users", Steps: "accounts"}, {Word: "Roles", Steps: "roles"},
		{Word: "Compare and apply", Steps: "append prove finish"},
	}
}

// phasesAt are the phases of a run that is at a step.
func phasesAt(step string) []phase {
	list := phases()
	at := slices.IndexFunc(list, func(p phase) bool { return slices.Contains(strings.Fields(p.Steps), step) })
	for i := range list {
		list[i].Done, list[i].Now = i < at, i == at
	}
	return list
}

// phaseWord is the phase of a step.
func phaseWord(step string) string {
	for _, p := range phasesAt(step) {
		if p.Now {
			return p.Word
		}
	}
	return statusWord(step)
}

// cancelRun ends a run that goes on.
func (s *Site) cancelRun(r *Request) error {
	id, err := r.pathID("id", "run")
	if err != nil {
		return err
	}
	if _, err := s.Services.Runs.Cancel(r.Context(), r.command(), id); err != nil {
		return err
	}
	return r.done(r.back(runPath(id)), "The run was cancelled. The next sync finds what it did not write.")
}

// joinedWords say that a run was going on already, and how far it is (SYN-09), or that it waits.
func joinedWords(started api.Started) string {
	if started.State == "held" {
		return "No other sync begins before it is decided about this one."
	}
	if started.Percent == nil {
		return "A sync is already running: this is it."
	}
	return fmt.Sprintf("A sync is already running, %d %%: this is it.", *started.Percent)
}
