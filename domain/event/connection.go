package event

import (
	"time"

	"github.com/google/uuid"
)

// ConnectionAdded says that a NinjaOne instance was connected (SET-06 to SET-09).
// The client secret and tokens are not in the log.
type ConnectionAdded struct {
	Connection      uuid.UUID `json:"connection"`
	Name            string    `json:"name"`
	Region          string    `json:"region"`                     // US, EU, Oceania, Canada, US2 or Simulator
	BaseURL         string    `json:"base_url,omitempty"`         // only with region Simulator
	Grant           string    `json:"grant"`                      // client_credentials or authorization_code
	ClientID        string    `json:"client_id"`                  // not secret
	DashboardDomain string    `json:"dashboard_domain,omitempty"` // host alone (SET-09)
}

// ConnectionChanged carries all settings as they are after a change.
type ConnectionChanged struct {
	ConnectionAdded
}

// ConnectionRemoved says that the connection was ended by a person (GAP-01).
type ConnectionRemoved struct {
	Connection uuid.UUID `json:"connection"`
	Assets     string    `json:"assets"` // keep, mark or archive
}

// DevicesReleased says what becomes of devices of a connection that was ended: nobody
// polls them any more (GAP-01). It stands beside the ConnectionRemoved; of many devices
// there are several.
type DevicesReleased struct {
	Connection uuid.UUID `json:"connection"`
	Devices    []int64   `json:"devices"`
	Assets     string    `json:"assets"` // keep, mark or archive
}

// ScheduleSet says how often the connection syncs by itself (SCH-01, SCH-02).
type ScheduleSet struct {
	Connection uuid.UUID `json:"connection"`
	Frequency  string    `json:"frequency"` // hourly, daily, weekly or manual
	Zone       string    `json:"zone"`      // IANA name
	Anchor     time.Time `json:"anchor"`    // the moment of choice
}

// SyncLimitsSet says how much one run of the connection may change without a
// person's look at it, see package domain/change.
type SyncLimitsSet struct {
	Connection uuid.UUID `json:"connection"`
	Devices    int       `json:"devices"` // of an organization
	Percent    int       `json:"percent"` // of an organization's devices
	Few        int       `json:"few"`     // never hold a run by their share
}

// ConnectionAuthorised says that a person let the connection into NinjaOne by the
// browser, for the first time or again (SET-12, REC-01). The tokens are not in the
// log.
type ConnectionAuthorised struct {
	Connection uuid.UUID `json:"connection"`
	Grant      string    `json:"grant"`
	Scopes     []string  `json:"scopes"`      // as granted
	CanRefresh bool      `json:"can_refresh"` // false: it ends within the hour (SET-05)
	By         string    `json:"by"`          // who began the sign-in, such as "token:<uuid>"
}

// EventType implements Payload.
func (ConnectionAdded) EventType() Type { return "ConnectionAdded" }

// EventType implements Payload.
func (ConnectionChanged) EventType() Type { return "ConnectionChanged" }

// EventType implements Payload.
func (ConnectionRemoved) EventType() Type { return "ConnectionRemoved" }

// EventType implements Payload.
func (DevicesReleased) EventType() Type { return "DevicesReleased" }

// EventType implements Payload.
func (ScheduleSet) EventType() Type { return "ScheduleSet" }

// EventType implements Payload.
func (ConnectionAuthorised) EventType() Type { return "ConnectionAuthorised" }

// EventType implements Payload.
func (SyncLimitsSet) EventType() Type { return "SyncLimitsSet" }
