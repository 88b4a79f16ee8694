package event

import (
	"time"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// DeviceObserved says that a listing showed a device that is new or different.
// It carries the whole device, so that tomorrow's rule can read what today's
// code ignores. Endpoint: GET /v2/devices-detailed.
type DeviceObserved struct {
	Connection uuid.UUID `json:"connection"`
	DeviceID   int64     `json:"device_id"`
	// Device is the device in canonical form without its personal members, see package observation.
	Device json.RawMessage `json:"device"`
	// Owner is references.assignedOwner as NinjaOne gave it (JSON text), personal.
	Owner Personal `json:"owner"`
	// Facts carries forward what a row needs from superseded observations.
	Facts DeviceFacts `json:"facts"`
	// Notes tells what canonicalising had to change, such as "NUL replaced in system.model".
	Notes []string `json:"notes,omitempty"`
	// Run is the sync run that saw it.
	Run uuid.UUID `json:"run"`
	// Changed names the digested members that differ from the observation before,
	// in order of name; empty for a new device.
	Changed []string `json:"changed,omitempty"`
}

// DeviceFacts is what a device's row needs from observations that a newer one superseded.
type DeviceFacts struct {
	// FirstObservedAt is when the device was first seen by this connection.
	FirstObservedAt time.Time `json:"first_observed_at"`
	// LastFilled holds, for each member that is blank now, its last filled value
	// and where that was observed (FLD-09).
	LastFilled map[string]FilledValue `json:"last_filled,omitempty"`
	// The last eight values before the present one, newest first.
	Names         []string `json:"names,omitempty"`
	Serials       []string `json:"serials,omitempty"`
	Organizations []int64  `json:"organizations,omitempty"`
	Locations     []int64  `json:"locations,omitempty"`
	// Since these are remembered, too, a value that goes to and fro is noticed.
	Manufacturers []string `json:"manufacturers,omitempty"`
	Models        []string `json:"models,omitempty"`
	Systems       []string `json:"systems,omitempty"` // operating systems by name
	Classes       []string `json:"classes,omitempty"` // nodeClass
}

// FilledValue is the last value that a now blank member had.
type FilledValue struct {
	Value    json.RawMessage `json:"value"`
	Position int64           `json:"position"` // of the DeviceObserved that had it
}

// DeviceUserObserved says who last logged on to a device: an event of its own,
// since it is personal and changes more often than the device.
// Endpoints: GET /v2/devices-detailed (lastLoggedInUser), GET /v2/queries/logged-on-users.
type DeviceUserObserved struct {
	Connection uuid.UUID `json:"connection"`
	DeviceID   int64     `json:"device_id"`
	User       Personal  `json:"user"` // as reported, such as EXAMPLE\jdoe
	// UserDomain is the e-mail domain of a user who is reported by address, see MailDomain.
	UserDomain string     `json:"user_domain,omitempty"`
	LogonAt    *time.Time `json:"logon_at,omitempty"`
	Run        uuid.UUID  `json:"run"`
	// Withheld says why the user is not told though NinjaOne may know one: the rules on
	// personal data leave it out of the log (GAP-07). Nothing of the user is in the event then.
	Withheld Withheld `json:"withheld,omitempty"`
}

// DeviceVanished says that a complete listing no longer showed the device.
// It is not proof of deletion: NinjaOne hides decommissioned and pending devices.
type DeviceVanished struct {
	Connection     uuid.UUID `json:"connection"`
	DeviceID       int64     `json:"device_id"`
	OrganizationID int64     `json:"organization_id"` // where it was last seen
	Run            uuid.UUID `json:"run"`
	// Undone: the run that had seen it first was undone, so nothing of it is to be shown.
	Undone bool `json:"undone,omitempty"`
}

// PresenceObserved says which devices of one page of a listing went on or off
// line since the listing before: one event a page of changes, not one a device.
type PresenceObserved struct {
	Connection uuid.UUID `json:"connection"`
	Run        uuid.UUID `json:"run"`
	Page       int       `json:"page"`
	Online     []int64   `json:"online,omitempty"`  // ids that are on line now and were not
	Offline    []int64   `json:"offline,omitempty"` // ids that are off line now and were not
}

// EventType implements Payload.
func (DeviceObserved) EventType() Type { return "DeviceObserved" }

// EventType implements Payload.
func (DeviceUserObserved) EventType() Type { return "DeviceUserObserved" }

// EventType implements Payload.
func (DeviceVanished) EventType() Type { return "DeviceVanished" }

// EventType implements Payload.
func (PresenceObserved) EventType() Type { return "PresenceObserved" }

// Personals lists the personal members.
func (p *DeviceObserved) Personals() []Member {
	return []Member{{"owner", &p.Owner}}
}

// Personals lists the personal members.
func (p *DeviceUserObserved) Personals() []Member {
	return []Member{{"user", &p.User}}
}

// AppendJSON writes the payload around the device's own bytes, which are
// canonical already and are not parsed again.
func (p *DeviceObserved) AppendJSON(dst []byte) ([]byte, error) {
	head, err := json.Marshal(struct {
		Connection uuid.UUID   `json:"connection"`
		DeviceID   int64       `json:"device_id"`
		Facts      DeviceFacts `json:"facts"`
		Notes      []string    `json:"notes,omitempty"`
		Run        uuid.UUID   `json:"run"`
		Changed    []string    `json:"changed,omitempty"`
	}{p.Connection, p.DeviceID, p.Facts, p.Notes, p.Run, p.Changed})
	if err != nil {
		return nil, err
	}
	dst = append(dst, head[:len(head)-1]...)
	if dst, err = p.Owner.AppendJSON(append(dst, `,"owner":`...)); err != nil {
		return nil, err
	}
	dst = append(dst, `,"device":`...)
	return append(append(dst, p.Device...), '}'), nil
}
