package access

import (
	"coresync/domain"
	"coresync/domain/event"
	"coresync/domain/schedule"

	"github.com/google/uuid"
)

// How an account finds its person (C1P-06).
const (
	Narrow = "narrow" // by e-mail address
	Broad  = "broad"  // else by first and last name
)

// Which requests another person must approve.
const (
	ApproveAlways = "always"
	ApproveRisky  = "risky" // administrators and deletions
	ApproveNever  = "never"
)

// Settings are how a connection's access is governed.
type Settings = event.AccessConnectorSet

// Defaults are the settings of a connection that nobody set: nothing is changed in
// NinjaOne, and what would be dangerous wants a second person. Access is read hourly (C1C-15).
func Defaults(connection uuid.UUID) Settings {
	return Settings{Connection: connection, Matching: Narrow, Approval: ApproveRisky, Frequency: string(schedule.Hourly)}
}

// CheckSettings tells all faults of settings.
func CheckSettings(s Settings) error {
	var faults []domain.Fault
	one := func(pointer, value string, of ...string) {
		for _, o := range of {
			if value == o {
				return
			}
		}
		message := "choose one of " + of[0]
		for _, o := range of[1:] {
			message += ", " + o
		}
		faults = append(faults, domain.Fault{Pointer: pointer, Code: "unknown", Message: message})
	}
	one("/matching", s.Matching, Narrow, Broad)
	one("/approval", s.Approval, ApproveAlways, ApproveRisky, ApproveNever)
	one("/frequency", s.Frequency, string(schedule.Hourly), string(schedule.Daily), string(schedule.Weekly), string(schedule.Manual))
	return domain.Invalid(faults)
}
